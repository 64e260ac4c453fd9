(* Derivatives at a point, in the form of the standard [derivable_pt_lim]: rules
   for expressions, finite sums, x log y and replaced entries; and the tactic
   [hl_derive], which finds a derivative by structure. *)

From Coq Require Import Reals Lra Lia Arith.
From Hardlimit Require Export Vanishing.

Local Open Scope R_scope.

Lemma der_ext f g x l :
  (forall y, f y = g y) -> derivable_pt_lim f x l -> derivable_pt_lim g x l.
Proof.
  intros E H eps He; destruct (H eps He) as [d D]; exists d; intros h Hh Hd.
  rewrite <- !E; now apply D.
Qed.

Lemma der_eq f x l m : l = m -> derivable_pt_lim f x l -> derivable_pt_lim f x m.
Proof. now intros ->. Qed.

Lemma der_const c x : derivable_pt_lim (fun _ => c) x 0.
Proof. apply derivable_pt_lim_const. Qed.

Lemma der_id x : derivable_pt_lim (fun y => y) x 1.
Proof. apply derivable_pt_lim_id. Qed.

Lemma der_plus f g x l m :
  derivable_pt_lim f x l -> derivable_pt_lim g x m ->
  derivable_pt_lim (fun y => f y + g y) x (l + m).
Proof. apply derivable_pt_lim_plus. Qed.

Lemma der_opp f x l :
  derivable_pt_lim f x l -> derivable_pt_lim (fun y => - f y) x (- l).
Proof. apply derivable_pt_lim_opp. Qed.

Lemma der_minus f g x l m :
  derivable_pt_lim f x l -> derivable_pt_lim g x m ->
  derivable_pt_lim (fun y => f y - g y) x (l - m).
Proof. apply derivable_pt_lim_minus. Qed.

Lemma der_mult f g x l m :
  derivable_pt_lim f x l -> derivable_pt_lim g x m ->
  derivable_pt_lim (fun y => f y * g y) x (l * g x + f x * m).
Proof. apply derivable_pt_lim_mult. Qed.

Lemma der_scal c f x l :
  derivable_pt_lim f x l -> derivable_pt_lim (fun y => c * f y) x (c * l).
Proof. apply derivable_pt_lim_scal. Qed.

Lemma der_scal_r c f x l :
  derivable_pt_lim f x l -> derivable_pt_lim (fun y => f y * c) x (l * c).
Proof.
  intros H; apply (der_eq _ _ (c * l)); [ring |].
  apply (der_ext (fun y => c * f y)); [intros; ring | now apply der_scal].
Qed.

Lemma der_over c f x l :
  derivable_pt_lim f x l -> derivable_pt_lim (fun y => f y / c) x (l / c).
Proof. apply der_scal_r. Qed.

Lemma der_div f g x l m :
  g x <> 0 -> derivable_pt_lim f x l -> derivable_pt_lim g x m ->
  derivable_pt_lim (fun y => f y / g y) x ((l * g x - m * f x) / g x ^ 2).
Proof.
  intros Hg Hf H; apply (der_eq _ _ ((l * g x - m * f x) / Rsqr (g x))).
  - unfold Rsqr; field; exact Hg.
  - now apply (derivable_pt_lim_div f g).
Qed.

Lemma der_inv g x m :
  g x <> 0 -> derivable_pt_lim g x m ->
  derivable_pt_lim (fun y => / g y) x (- m / g x ^ 2).
Proof.
  intros Hg H; apply (der_ext (fun y => 1 / g y)); [intros; unfold Rdiv; ring |].
  apply (der_eq _ _ ((0 * g x - m * 1) / g x ^ 2)); [now field |].
  apply (der_div (fun _ => 1)); [exact Hg | apply der_const | exact H].
Qed.

(** The chain rule. *)
Lemma der_comp g f x l m :
  derivable_pt_lim f x l -> derivable_pt_lim g (f x) m ->
  derivable_pt_lim (fun y => g (f y)) x (m * l).
Proof. intros Hf Hg; now apply (derivable_pt_lim_comp f g). Qed.

Lemma der_exp f x l :
  derivable_pt_lim f x l -> derivable_pt_lim (fun y => exp (f y)) x (exp (f x) * l).
Proof. intros; apply (der_comp exp); [assumption | apply derivable_pt_lim_exp]. Qed.

Lemma der_ln f x l :
  0 < f x -> derivable_pt_lim f x l -> derivable_pt_lim (fun y => ln (f y)) x (l / f x).
Proof.
  intros Hf H; apply (der_eq _ _ (/ f x * l)); [unfold Rdiv; ring |].
  apply (der_comp ln); [exact H | now apply derivable_pt_lim_ln].
Qed.

Lemma der_sqrt f x l :
  0 < f x -> derivable_pt_lim f x l ->
  derivable_pt_lim (fun y => sqrt (f y)) x (l / (2 * sqrt (f x))).
Proof.
  intros Hf H; apply (der_eq _ _ (/ (2 * sqrt (f x)) * l)); [unfold Rdiv; ring |].
  apply (der_comp sqrt); [exact H | now apply derivable_pt_lim_sqrt].
Qed.

Lemma der_pow n f x l :
  derivable_pt_lim f x l ->
  derivable_pt_lim (fun y => f y ^ n) x (INR n * f x ^ pred n * l).
Proof.
  intros H; apply (der_comp (fun z => z ^ n)); [exact H | apply derivable_pt_lim_pow].
Qed.

Lemma der_Rpower a f x l :
  0 < f x -> derivable_pt_lim f x l ->
  derivable_pt_lim (fun y => Rpower (f y) a) x (a * Rpower (f x) (a - 1) * l).
Proof.
  intros Hf H; apply (der_eq _ _ (exp (a * ln (f x)) * (a * (l / f x)))).
  - unfold Rminus; rewrite Rpower_plus, Rpower_opp', Rpower_one by exact Hf.
    unfold Rpower; field; lra.
  - now apply (der_exp (fun y => a * ln (f y))), der_scal, der_ln.
Qed.

Lemma der_xlogy q f x l :
  0 < f x -> derivable_pt_lim f x l ->
  derivable_pt_lim (fun y => xlogy q (f y)) x (q * (l / f x)).
Proof.
  intros Hf H; apply (der_ext (fun y => q * ln (f y))).
  - intros; symmetry; apply xlogy_total.
  - now apply der_scal, der_ln.
Qed.

(** Families *)

Lemma der_sum n (f : R -> nat -> R) x l :
  (forall i, (1 <= i <= n)%nat -> derivable_pt_lim (fun y => f y i) x (l i)) ->
  derivable_pt_lim (fun y => sumr n (fun i => f y i)) x (sumr n l).
Proof.
  induction n as [| n IH]; simpl; intros H; [apply der_const |].
  apply der_plus; [apply IH; intros; apply H | apply H]; lia.
Qed.

Lemma der_mapsum n k (F : R -> (nat -> nat) -> R) x L :
  (forall z, (forall i, (1 <= i <= n)%nat -> (1 <= z i <= k)%nat) ->
             derivable_pt_lim (fun y => F y z) x (L z)) ->
  derivable_pt_lim (fun y => mapsum n k (fun z => F y z)) x (mapsum n k L).
Proof.
  revert F L; induction n as [| n IH]; intros F L H.
  - apply H; intros; lia.
  - rewrite mapsum_S.
    apply (der_sum k (fun y c => mapsum n k (fun z => F y (putmap z (S n) c)))).
    intros c Hc; apply (IH (fun y z => F y (putmap z (S n) c))).
    intros z Hz; apply H; now apply putmap_range.
Qed.

(** Replaced entries *)

Lemma put1_at f i v : put1 f i v i = v.
Proof. unfold put1; destruct (Nat.eq_dec i i); congruence. Qed.

Lemma put1_id f i a : put1 f i (f i) a = f a.
Proof. unfold put1; destruct (Nat.eq_dec a i); congruence. Qed.

Lemma put2_id f i j a b : put2 f i j (f i j) a b = f a b.
Proof. unfold put2; destruct (Nat.eq_dec a i); subst; [apply put1_id | reflexivity]. Qed.

Lemma put3_id f i j k a b c : put3 f i j k (f i j k) a b c = f a b c.
Proof. unfold put3; destruct (Nat.eq_dec a i); subst; [apply put2_id | reflexivity]. Qed.

(** put1 f i t a = f a + delta a i * (t - f a): affine in t. *)
Lemma der_put1 f i a x : derivable_pt_lim (fun t => put1 f i t a) x (delta a i).
Proof.
  unfold put1, delta; destruct (Nat.eq_dec a i); [apply der_id | apply der_const].
Qed.

Lemma der_put2 f i j a b x :
  derivable_pt_lim (fun t => put2 f i j t a b) x (delta a i * delta b j).
Proof.
  unfold put2; destruct (Nat.eq_dec a i) as [-> | H].
  - rewrite delta_same, Rmult_1_l; apply der_put1.
  - rewrite delta_neq, Rmult_0_l by exact H; apply der_const.
Qed.

Lemma der_put3 f i j k a b c x :
  derivable_pt_lim (fun t => put3 f i j k t a b c) x (delta a i * delta b j * delta c k).
Proof.
  unfold put3; destruct (Nat.eq_dec a i) as [-> | H].
  - rewrite delta_same, Rmult_1_l; apply der_put2.
  - rewrite delta_neq, !Rmult_0_l by exact H; apply der_const.
Qed.

(** Signs, where an entry replaced by itself is the entry. *)
Ltac hl_derive_signs :=
  cbv beta;
  hl_signs_with ltac:(rewrite ?put1_id, ?put2_id, ?put3_id, ?put1_at).

(** [hl_derive] proves [derivable_pt_lim F x ?l] and so finds ?l.  Hypotheses may
    give derivatives of parts. *)
Ltac hl_derive :=
  cbv beta;
  lazymatch goal with
  | |- derivable_pt_lim (fun _ => _) _ _ => idtac
  | |- derivable_pt_lim ?F ?x ?l => change (derivable_pt_lim (fun y => F y) x l)
  end;
  first
    [ lazymatch goal with
      | |- derivable_pt_lim (fun _ => ?c) _ _ => simple apply (der_const c)
      | |- derivable_pt_lim (fun y => y) _ _ => simple apply der_id
      | |- derivable_pt_lim (fun y => put1 _ _ y _) _ _ => simple apply der_put1
      | |- derivable_pt_lim (fun y => put2 _ _ _ y _ _) _ _ => simple apply der_put2
      | |- derivable_pt_lim (fun y => put3 _ _ _ _ y _ _ _) _ _ =>
        simple apply der_put3
      end
    | match goal with
      | H : _ |- derivable_pt_lim _ _ _ => solve [simple apply H; hl_range]
      end
    | lazymatch goal with
      | |- derivable_pt_lim (fun y => @?f y + @?g y) _ _ =>
        eapply (der_plus f g); hl_derive
      | |- derivable_pt_lim (fun y => @?f y - @?g y) _ _ =>
        eapply (der_minus f g); hl_derive
      | |- derivable_pt_lim (fun y => - @?f y) _ _ => eapply (der_opp f); hl_derive
      | |- derivable_pt_lim (fun y => @?f y * @?g y) _ _ =>
        lazymatch constr:((f, g)) with
        | ((fun _ => ?c), _) => eapply (der_scal c g); hl_derive
        | (_, (fun _ => ?c)) => eapply (der_scal_r c f); hl_derive
        | _ => eapply (der_mult f g); hl_derive
        end
      | |- derivable_pt_lim (fun y => @?f y / @?g y) _ _ =>
        lazymatch g with
        | (fun _ => ?c) => eapply (der_over c f); hl_derive
        | _ => eapply (der_div f g); [hl_derive_signs | hl_derive | hl_derive]
        end
      | |- derivable_pt_lim (fun y => / @?f y) _ _ =>
        eapply (der_inv f); [hl_derive_signs | hl_derive]
      | |- derivable_pt_lim (fun y => @?f y ^ ?n) _ _ => eapply (der_pow n f); hl_derive
      | |- derivable_pt_lim (fun y => exp (@?f y)) _ _ => eapply (der_exp f); hl_derive
      | |- derivable_pt_lim (fun y => ln (@?f y)) _ _ =>
        eapply (der_ln f); [hl_derive_signs | hl_derive]
      | |- derivable_pt_lim (fun y => sqrt (@?f y)) _ _ =>
        eapply (der_sqrt f); [hl_derive_signs | hl_derive]
      | |- derivable_pt_lim (fun y => Rpower (@?f y) ?a) _ _ =>
        eapply (der_Rpower a f); [hl_derive_signs | hl_derive]
      | |- derivable_pt_lim (fun y => xlogy ?q (@?f y)) _ _ =>
        eapply (der_xlogy q f); [hl_derive_signs | hl_derive]
      | |- derivable_pt_lim (fun y => sumr ?n (@?f y)) _ _ =>
        eapply (der_sum n f); intros; hl_derive
      | |- derivable_pt_lim (fun y => mapsum ?n ?k (@?f y)) _ _ =>
        eapply (der_mapsum n k f); intros; hl_derive
      end ].
