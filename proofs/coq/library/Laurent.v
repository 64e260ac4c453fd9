(* Polynomials with whole exponents, also negative ones, over given numbers,
   decided by computation: [equal_] concludes a = b from a calculation with lists.

   An expression [ex_] is made of constants and of numbered numbers ("atoms").  Its
   normal form is a list of monomials; a monomial is a list of (atom, exponent).
   About an atom one may know that it is not 0, that it is its own square, or that
   its square is a rational; some atoms are given by an expression in the others. *)
From Coq Require Import Reals QArith Qreals ZArith List Lra Lia Bool.

Local Open Scope R_scope.
Import ListNotations.

Inductive ex_ :=
| cst_ (p : Z) (q : positive)
| atm_ (i : nat)
| add_ (a b : ex_)
| mul_ (a b : ex_)
| opp_ (a : ex_)
| inv_ (a : ex_)
| pwr_ (a : ex_) (n : nat).

(* What is known of an atom. *)
Inductive kind_ := any_ | nonzero_ | idem_ | root_ (q : Q).

Definition mono_ := list (nat * Z).
Definition poly_ := list (mono_ * Q).

Fixpoint den_ (rho : list R) (e : ex_) : R :=
  match e with
  | cst_ p q => match q with xH => IZR p | _ => IZR p / IZR (Zpos q) end
  | atm_ i => nth i rho 0
  | add_ a b => den_ rho a + den_ rho b
  | mul_ a b => den_ rho a * den_ rho b
  | opp_ a => - den_ rho a
  | inv_ a => / den_ rho a
  | pwr_ a n => den_ rho a ^ n
  end.

Fixpoint den_mono (rho : list R) (m : mono_) : R :=
  match m with
  | [] => 1
  | (i, z) :: r => powerRZ (nth i rho 0) z * den_mono rho r
  end.

Fixpoint den_poly (rho : list R) (p : poly_) : R :=
  match p with
  | [] => 0
  | (m, c) :: r => Q2R c * den_mono rho m + den_poly rho r
  end.

Definition ok_ (k : kind_) (x : R) : Prop :=
  match k with
  | any_ => True
  | nonzero_ => x <> 0
  | idem_ => x * x = x
  | root_ q => x * x = Q2R q /\ x <> 0
  end.

Fixpoint oks_ (ks : list kind_) (rho : list R) : Prop :=
  match ks, rho with
  | [], _ => True
  | _ :: _, [] => False
  | any_ :: ks', _ :: rho' => oks_ ks' rho'
  | k :: ks', x :: rho' => ok_ k x /\ oks_ ks' rho'
  end.

Lemma oks_nth ks rho i : oks_ ks rho -> ok_ (nth i ks any_) (nth i rho 0).
Proof.
  revert rho i; induction ks as [| k ks IH]; intros rho i H.
  - destruct i; exact I.
  - destruct rho as [| x rho]; [destruct k; destruct H |].
    assert (ok_ k x /\ oks_ ks rho) as [H1 H2] by (destruct k; [split; [exact I |] | ..]; exact H).
    destruct i; simpl; [exact H1 | now apply IH].
Qed.

(* x^y x^z as a rational times one power of x, where that is known to be right. *)
Definition comb_ (k : kind_) (y z : Z) : option (Q * Z) :=
  let s := (y + z)%Z in
  match k with
  | any_ =>
    if ((0 <=? y)%Z && (0 <=? z)%Z) || ((y <=? 0)%Z && (z <=? 0)%Z)
    then Some (1%Q, s) else None
  | nonzero_ => Some (1%Q, s)
  | idem_ =>
    match y, z with
    | Zpos xH, Zpos xH => Some (1%Q, 1%Z)
    | Zpos xH, Z0 => Some (1%Q, 1%Z)
    | _, _ => None
    end
  | root_ q =>
    match s with
    | Z0 => Some (1%Q, 0%Z)
    | Zpos xH => Some (1%Q, 1%Z)
    | Zpos (xO xH) => Some (q, 0%Z)
    | Zneg xH => Some ((/ q)%Q, 1%Z)
    | _ => None
    end
  end.

(* [injection] would compute inside its arguments. *)
Lemma some_inj {T} (a b : T) : Some a = Some b -> a = b.
Proof. congruence. Qed.

Lemma powerRZ_same_sign x y z :
  ((0 <=? y)%Z && (0 <=? z)%Z || (y <=? 0)%Z && (z <=? 0)%Z)%bool = true ->
  powerRZ x (y + z) = powerRZ x y * powerRZ x z.
Proof.
  intros H; apply orb_prop in H.
  assert (forall a b, powerRZ x (Zpos a + Zpos b) = powerRZ x (Zpos a) * powerRZ x (Zpos b)) as P.
  { intros a b; rewrite <- Pos2Z.inj_add; simpl; rewrite Pos2Nat.inj_add; apply pow_add. }
  assert (forall a b, powerRZ x (Zneg a + Zneg b) = powerRZ x (Zneg a) * powerRZ x (Zneg b)) as M.
  { intros a b; rewrite Pos2Z.add_neg_neg; simpl.
    rewrite Pos2Nat.inj_add, pow_add; apply Rinv_mult. }
  destruct y as [| y | y], z as [| z | z]; simpl Z.add;
    try (simpl powerRZ; ring); try apply P; try apply M;
    destruct H as [H | H]; apply andb_prop in H; destruct H as [H1 H2];
    apply Z.leb_le in H1, H2; lia.
Qed.

Lemma Q2R_1 : Q2R 1 = 1. Proof. unfold Q2R; simpl; field. Qed.

Lemma comb_right k x y z c s :
  ok_ k x -> comb_ k y z = Some (c, s) ->
  powerRZ x y * powerRZ x z = Q2R c * powerRZ x s.
Proof.
  intros Hk E; destruct k as [| | | q]; cbv beta delta [comb_] iota in E; simpl in Hk.
  - destruct ((0 <=? y)%Z && (0 <=? z)%Z || (y <=? 0)%Z && (z <=? 0)%Z)%bool eqn:Hs;
      [| discriminate].
    injection E as <- <-; rewrite powerRZ_same_sign by exact Hs; rewrite Q2R_1; ring.
  - injection E as <- <-; rewrite powerRZ_add by exact Hk; rewrite Q2R_1; ring.
  - destruct y as [| [y | y |] | y]; try discriminate;
      destruct z as [| [z | z |] | z]; try discriminate;
      injection E as <- <-; rewrite Q2R_1; simpl; rewrite ?Rmult_1_r, ?Rmult_1_l; auto.
  - destruct Hk as [Hq Hx]; rewrite <- powerRZ_add by exact Hx.
    assert (~ (q == 0)%Q) as Hq0.
    { intros E0; apply Qeq_eqR in E0; rewrite E0 in Hq; unfold Q2R in Hq; simpl in Hq.
      apply Hx; destruct (Rmult_integral x x); lra. }
    cbv zeta in E; destruct (y + z)%Z as [| [s' | s' |] | s']; try discriminate.
    + injection E as <- <-; rewrite Q2R_1; simpl; ring.
    + destruct s'; try discriminate; injection E as <- <-; simpl; rewrite <- Hq; ring.
    + injection E as <- <-; rewrite Q2R_1; simpl; ring.
    + destruct s'; try discriminate; injection E as <- <-.
      rewrite Q2R_inv by exact Hq0; rewrite <- Hq; simpl; field; exact Hx.
Qed.

Definition put_ (i : nat) (z : Z) (m : mono_) : mono_ :=
  match z with Z0 => m | _ => (i, z) :: m end.

Lemma put_right rho i z m :
  den_mono rho (put_ i z m) = powerRZ (nth i rho 0) z * den_mono rho m.
Proof. destruct z; simpl; try reflexivity; ring. Qed.

Section Kinds.
Variable ks : list kind_.

(* A power of one atom times a monomial whose atoms are sorted. *)
Fixpoint mula_ (i : nat) (y : Z) (b : mono_) : option (Q * mono_) :=
  match b with
  | [] => Some (1%Q, [(i, y)])
  | (j, z) :: b' =>
    match Nat.compare i j with
    | Lt => Some (1%Q, (i, y) :: b)
    | Eq => match comb_ (nth i ks any_) y z with
            | Some (c, s) => Some (c, put_ i s b')
            | None => None
            end
    | Gt => match mula_ i y b' with Some (c, m) => Some (c, (j, z) :: m) | None => None end
    end
  end.

Fixpoint mulm_ (a b : mono_) : option (Q * mono_) :=
  match a with
  | [] => Some (1%Q, b)
  | (i, y) :: a' =>
    match mulm_ a' b with
    | Some (c, m) =>
      match mula_ i y m with Some (d, n) => Some ((c * d)%Q, n) | None => None end
    | None => None
    end
  end.

Fixpoint invm_ (a : mono_) : option (Q * mono_) :=
  match a with
  | [] => Some (1%Q, [])
  | (i, z) :: a' =>
    match comb_ (nth i ks any_) (- z) 0, invm_ a' with
    | Some (c, s), Some (d, m) => Some ((c * d)%Q, put_ i s m)
    | _, _ => None
    end
  end.

Fixpoint before_ (a b : mono_) : comparison :=
  match a, b with
  | [], [] => Eq
  | [], _ => Lt
  | _, [] => Gt
  | (i, y) :: a', (j, z) :: b' =>
    match Nat.compare i j with
    | Eq => match Z.compare y z with Eq => before_ a' b' | r => r end
    | r => r
    end
  end.

Fixpoint addt_ (m : mono_) (c : Q) (p : poly_) : poly_ :=
  match p with
  | [] => if Qeq_bool c 0 then [] else [(m, c)]
  | (m', c') :: r =>
    match before_ m m' with
    | Eq => let s := Qred (c + c') in if Qeq_bool s 0 then r else (m', s) :: r
    | Lt => if Qeq_bool c 0 then p else (m, c) :: p
    | Gt => (m', c') :: addt_ m c r
    end
  end.

Fixpoint addp_ (p r : poly_) : poly_ :=
  match p with
  | [] => r
  | (m, c) :: p' => addt_ m c (addp_ p' r)
  end.

Fixpoint scale_ (m : mono_) (c : Q) (p : poly_) : option poly_ :=
  match p with
  | [] => Some []
  | (m', c') :: r =>
    match mulm_ m m', scale_ m c r with
    | Some (d, n), Some r' => Some (addt_ n (Qred (c * c' * d)) r')
    | _, _ => None
    end
  end.

Fixpoint mulp_ (p r : poly_) : option poly_ :=
  match p with
  | [] => Some []
  | (m, c) :: p' =>
    match scale_ m c r, mulp_ p' r with
    | Some a, Some b => Some (addp_ a b)
    | _, _ => None
    end
  end.

Fixpoint powp_ (p : poly_) (n : nat) : option poly_ :=
  match n with
  | O => Some [([], 1%Q)]
  | S n' => match powp_ p n' with Some r => mulp_ p r | None => None end
  end.

Fixpoint nf_ (e : ex_) : option poly_ :=
  match e with
  | cst_ p q => Some (addt_ [] (Qmake p q) [])
  | atm_ i => Some [([(i, 1%Z)], 1%Q)]
  | add_ a b =>
    match nf_ a, nf_ b with Some p, Some r => Some (addp_ p r) | _, _ => None end
  | mul_ a b => match nf_ a, nf_ b with Some p, Some r => mulp_ p r | _, _ => None end
  | opp_ a => match nf_ a with Some p => scale_ [] (-1) p | None => None end
  | inv_ a =>
    match nf_ a with
    | Some [(m, c)] =>
      if Qeq_bool c 0 then None
      else match invm_ m with
           | Some (d, m') => Some [(m', Qred (/ c * d))]
           | None => None
           end
    | _ => None
    end
  | pwr_ a n => match nf_ a with Some p => powp_ p n | None => None end
  end.

Variable rho : list R.
Hypothesis known : oks_ ks rho.

Lemma mula_right i y b c m :
  mula_ i y b = Some (c, m) ->
  powerRZ (nth i rho 0) y * den_mono rho b = Q2R c * den_mono rho m.
Proof.
  revert c m; induction b as [| [j z] b IH]; intros c m E; cbn [mula_] in E.
  - injection E as <- <-; rewrite Q2R_1; cbn [den_mono]; ring.
  - destruct (Nat.compare i j) eqn:Hc.
    + apply Nat.compare_eq in Hc; subst j.
      destruct (comb_ (nth i ks any_) y z) as [[d s] |] eqn:Hd; [| discriminate].
      injection E as <- <-; rewrite put_right; cbn [den_mono].
      pose proof (comb_right _ _ _ _ _ _ (oks_nth ks rho i known) Hd) as E1.
      rewrite <- Rmult_assoc, E1; ring.
    + injection E as <- <-; rewrite Q2R_1; cbn [den_mono]; ring.
    + destruct (mula_ i y b) as [[d m'] |] eqn:Hm; [| discriminate].
      injection E as <- <-; specialize (IH _ _ eq_refl); cbn [den_mono].
      transitivity (powerRZ (nth j rho 0) z
                    * (powerRZ (nth i rho 0) y * den_mono rho b)); [ring |].
      rewrite IH; ring.
Qed.

Lemma mulm_right a b c m :
  mulm_ a b = Some (c, m) -> den_mono rho a * den_mono rho b = Q2R c * den_mono rho m.
Proof.
  revert c m; induction a as [| [i y] a IH]; intros c m E; cbn [mulm_] in E.
  - injection E as <- <-; rewrite Q2R_1; cbn [den_mono]; ring.
  - destruct (mulm_ a b) as [[d n] |] eqn:Hm; [| discriminate].
    destruct (mula_ i y n) as [[e n'] |] eqn:Hn; [| discriminate].
    injection E as <- <-; rewrite Q2R_mult; cbn [den_mono].
    specialize (IH _ _ eq_refl); apply mula_right in Hn.
    transitivity (powerRZ (nth i rho 0) y * (den_mono rho a * den_mono rho b)); [ring |].
    rewrite IH; transitivity (Q2R d * (powerRZ (nth i rho 0) y * den_mono rho n)); [ring |].
    rewrite Hn; ring.
Qed.

Lemma powerRZ_opp x z : powerRZ x (- z) = / powerRZ x z.
Proof. destruct z; simpl; [lra | reflexivity | now rewrite Rinv_inv]. Qed.

Lemma invm_right a c m :
  invm_ a = Some (c, m) -> / den_mono rho a = Q2R c * den_mono rho m.
Proof.
  revert c m; induction a as [| [i z] a IH]; intros c m E; cbn [invm_ den_mono] in *.
  - injection E as <- <-; rewrite Q2R_1; simpl; lra.
  - destruct (comb_ (nth i ks any_) (- z) 0) as [[d s] |] eqn:Hd; [| discriminate].
    destruct (invm_ a) as [[d' m'] |] eqn:Hm; [| discriminate].
    injection E as <- <-; rewrite put_right, Q2R_mult, Rinv_mult.
    pose proof (comb_right _ _ _ _ _ _ (oks_nth ks rho i known) Hd) as E1.
    rewrite powerRZ_opp in E1; simpl (powerRZ _ 0) in E1; rewrite Rmult_1_r in E1.
    rewrite E1, (IH _ _ eq_refl); ring.
Qed.

Lemma before_eq a b : before_ a b = Eq -> a = b.
Proof.
  revert b; induction a as [| [i y] a IH]; intros [| [j z] b]; simpl; try discriminate; auto.
  destruct (Nat.compare i j) eqn:H1; try discriminate.
  destruct (Z.compare y z) eqn:H2; try discriminate.
  apply Nat.compare_eq in H1; apply Z.compare_eq in H2; intros H.
  now rewrite (IH b H), H1, H2.
Qed.

Lemma Q2R_zero c : Qeq_bool c 0 = true -> Q2R c = 0.
Proof. intros H; apply Qeq_bool_eq, Qeq_eqR in H; rewrite H; unfold Q2R; simpl; lra. Qed.

Lemma addt_right m c p :
  den_poly rho (addt_ m c p) = Q2R c * den_mono rho m + den_poly rho p.
Proof.
  induction p as [| [m' c'] p IH]; cbn [addt_].
  - destruct (Qeq_bool c 0) eqn:E; simpl; [rewrite (Q2R_zero c E) |]; ring.
  - destruct (before_ m m') eqn:Hb.
    + apply before_eq in Hb; subst m'.
      assert (Q2R (Qred (c + c')) = Q2R c + Q2R c') as Es
        by (rewrite <- Q2R_plus; apply Qeq_eqR, Qred_correct).
      cbv zeta; destruct (Qeq_bool (Qred (c + c')) 0) eqn:E; cbn [den_poly].
      * apply Q2R_zero in E; rewrite E in Es; replace (Q2R c) with (- Q2R c') by lra; ring.
      * rewrite Es; ring.
    + destruct (Qeq_bool c 0) eqn:E; simpl; [rewrite (Q2R_zero c E) |]; ring.
    + simpl; rewrite IH; ring.
Qed.

Lemma addp_right p r : den_poly rho (addp_ p r) = den_poly rho p + den_poly rho r.
Proof.
  induction p as [| [m c] p IH]; simpl; [ring |]. rewrite addt_right, IH; ring.
Qed.

Lemma scale_right m c p r :
  scale_ m c p = Some r -> den_poly rho r = Q2R c * den_mono rho m * den_poly rho p.
Proof.
  revert r; induction p as [| [m' c'] p IH]; intros r E; cbn [scale_ den_poly] in *.
  - injection E as <-; simpl; ring.
  - destruct (mulm_ m m') as [[d n] |] eqn:Hm; [| discriminate].
    destruct (scale_ m c p) as [r' |]; [| discriminate].
    apply some_inj in E; subst r; rewrite addt_right, (IH _ eq_refl).
    rewrite (Qeq_eqR _ _ (Qred_correct _)), !Q2R_mult.
    apply mulm_right in Hm.
    transitivity (Q2R c * Q2R c' * (Q2R d * den_mono rho n)
                  + Q2R c * den_mono rho m * den_poly rho p); [ring |].
    rewrite <- Hm; ring.
Qed.

Lemma mulp_right p r s :
  mulp_ p r = Some s -> den_poly rho s = den_poly rho p * den_poly rho r.
Proof.
  revert s; induction p as [| [m c] p IH]; intros s E; cbn [mulp_ den_poly] in *.
  - injection E as <-; simpl; ring.
  - destruct (scale_ m c r) as [a |] eqn:Ha; [| discriminate].
    destruct (mulp_ p r) as [b |]; [| discriminate].
    injection E as <-; rewrite addp_right, (IH _ eq_refl), (scale_right _ _ _ _ Ha); ring.
Qed.

Lemma powp_right p n s : powp_ p n = Some s -> den_poly rho s = den_poly rho p ^ n.
Proof.
  revert s; induction n as [| n IH]; intros s E; cbn [powp_] in E.
  - injection E as <-; simpl; rewrite Q2R_1; ring.
  - destruct (powp_ p n) as [r |]; [| discriminate].
    apply mulp_right in E; rewrite E, (IH _ eq_refl); reflexivity.
Qed.

Lemma nf_right e p : nf_ e = Some p -> den_poly rho p = den_ rho e.
Proof.
  revert p; induction e as [a b | i | a IHa b IHb | a IHa b IHb | a IHa | a IHa | a IHa n];
    intros p E; cbn [nf_ den_] in *.
  - apply some_inj in E; subst p; rewrite addt_right; simpl.
    unfold Q2R; simpl; destruct b; unfold Rdiv; first [ring | field].
  - injection E as <-; simpl; rewrite Q2R_1; ring.
  - destruct (nf_ a); [| discriminate]; destruct (nf_ b); [| discriminate].
    injection E as <-; rewrite addp_right, (IHa _ eq_refl), (IHb _ eq_refl); reflexivity.
  - destruct (nf_ a); [| discriminate]; destruct (nf_ b); [| discriminate].
    rewrite (mulp_right _ _ _ E), (IHa _ eq_refl), (IHb _ eq_refl); reflexivity.
  - destruct (nf_ a); [| discriminate].
    rewrite (scale_right _ _ _ _ E), (IHa _ eq_refl); unfold Q2R; simpl; field.
  - destruct (nf_ a) as [[| [m c] [| ? ?]] |]; try discriminate.
    destruct (Qeq_bool c 0) eqn:Hc; [discriminate |].
    destruct (invm_ m) as [[d m'] |] eqn:Hm; [| discriminate].
    apply some_inj in E; subst p; rewrite <- (IHa _ eq_refl); cbn [den_poly].
    rewrite (Qeq_eqR _ _ (Qred_correct _)), Q2R_mult, Q2R_inv
      by (intros E0; apply Qeq_eq_bool in E0; congruence).
    rewrite !Rplus_0_r, Rinv_mult, (invm_right _ _ _ Hm); ring.
  - destruct (nf_ a); [| discriminate].
    rewrite (powp_right _ _ _ E), (IHa _ eq_refl); reflexivity.
Qed.
End Kinds.

(* Atoms that are given by expressions. *)
Fixpoint find_ (i : nat) (ds : list (nat * ex_)) : option ex_ :=
  match ds with
  | [] => None
  | (j, e) :: r => if Nat.eqb i j then Some e else find_ i r
  end.

Fixpoint sub_ (ds : list (nat * ex_)) (e : ex_) : ex_ :=
  match e with
  | cst_ _ _ => e
  | atm_ i => match find_ i ds with Some d => d | None => e end
  | add_ a b => add_ (sub_ ds a) (sub_ ds b)
  | mul_ a b => mul_ (sub_ ds a) (sub_ ds b)
  | opp_ a => opp_ (sub_ ds a)
  | inv_ a => inv_ (sub_ ds a)
  | pwr_ a n => pwr_ (sub_ ds a) n
  end.

Fixpoint given_ (ds : list (nat * ex_)) (rho : list R) : Prop :=
  match ds with
  | [] => True
  | (i, e) :: r => nth i rho 0 = den_ rho e /\ given_ r rho
  end.

Lemma find_right ds rho i d :
  given_ ds rho -> find_ i ds = Some d -> nth i rho 0 = den_ rho d.
Proof.
  induction ds as [| [j e] ds IH]; simpl; [discriminate |].
  intros [H H'] E; destruct (Nat.eqb i j) eqn:Hij; [| now apply IH].
  apply Nat.eqb_eq in Hij; injection E as <-; now subst j.
Qed.

Lemma sub_right ds rho e : given_ ds rho -> den_ rho (sub_ ds e) = den_ rho e.
Proof.
  intros H; induction e; simpl; try congruence.
  destruct (find_ i ds) eqn:E; [| reflexivity].
  symmetry; now apply (find_right ds).
Qed.

(** Two expressions are equal if their difference has the empty normal form. *)
Theorem equal_ rho ks ds a b :
  oks_ ks rho -> given_ ds rho ->
  nf_ ks (sub_ ds (sub_ ds (add_ a (opp_ b)))) = Some [] ->
  den_ rho a = den_ rho b.
Proof.
  intros Hk Hd E; apply (nf_right ks rho Hk) in E.
  rewrite !sub_right in E by exact Hd; simpl in E; lra.
Qed.
