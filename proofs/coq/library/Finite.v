(* Finiteness: an index or a map that attains a least value, and the bound k ^ n
   on how often a quantity can fall that depends on a map from 1..n into 1..k
   only. *)

From Coq Require Import Reals Lra Lia Arith List.
From Hardlimit Require Export Signs.

Local Open Scope R_scope.

(** The first index in 1..n at which f is least. *)
Fixpoint argmin (n : nat) (f : nat -> R) : nat :=
  match n with
  | O => 1%nat
  | S O => 1%nat
  | S m => if Rle_dec (f (argmin m f)) (f n) then argmin m f else n
  end.

Lemma argmin_S m f :
  (1 <= m)%nat ->
  argmin (S m) f
  = if Rle_dec (f (argmin m f)) (f (S m)) then argmin m f else S m.
Proof. destruct m; [lia | reflexivity]. Qed.

Lemma argmin_range n f : (1 <= n)%nat -> (1 <= argmin n f <= n)%nat.
Proof.
  induction n as [| n IH]; intros Hn; [lia |].
  destruct n as [| n]; [simpl; lia |].
  rewrite argmin_S by lia; destruct (Rle_dec _ _); [| lia].
  assert (1 <= argmin (S n) f <= S n)%nat by (apply IH; lia); lia.
Qed.

Lemma argmin_le n f i : (1 <= i <= n)%nat -> f (argmin n f) <= f i.
Proof.
  induction n as [| n IH]; intros Hi; [lia |].
  destruct n as [| n]; [replace i with 1%nat by lia; simpl; lra |].
  rewrite argmin_S by lia.
  destruct (Nat.eq_dec i (S (S n))) as [-> | Hn].
  - destruct (Rle_dec _ _); lra.
  - assert (f (argmin (S n) f) <= f i) by (apply IH; lia).
    destruct (Rle_dec _ _); lra.
Qed.

Lemma argmin_min n f : (1 <= n)%nat -> f (argmin n f) = minr n f.
Proof.
  intros Hn; symmetry; apply (min_unique n f _ (argmin n f)).
  - now apply argmin_range.
  - intros; now apply argmin_le.
  - reflexivity.
Qed.

(** Among the maps from 1..n into 1..k one makes F least, if F looks at the
    values at 1..n only. *)
Lemma map_argmin_exists n k (F : (nat -> nat) -> R) :
  (1 <= k)%nat ->
  (forall z z', (forall i, (1 <= i <= n)%nat -> z i = z' i) -> F z = F z') ->
  exists z, (forall i, (1 <= i <= n)%nat -> (1 <= z i <= k)%nat) /\
    forall z', (forall i, (1 <= i <= n)%nat -> (1 <= z' i <= k)%nat) -> F z <= F z'.
Proof.
  intros Hk; revert F; induction n as [| n IH]; intros F E.
  - exists (fun _ => 1%nat); split; [intros; lia |].
    intros; apply Req_le, E; intros; lia.
  - assert (Each : forall c m, (1 <= m)%nat -> (forall j, (1 <= j <= m)%nat -> (1 <= c j <= k)%nat) ->
      exists z, (forall i, (1 <= i <= S n)%nat -> (1 <= z i <= k)%nat) /\
        forall j z', (1 <= j <= m)%nat ->
          (forall i, (1 <= i <= n)%nat -> (1 <= z' i <= k)%nat) ->
          F z <= F (putmap z' (S n) (c j))).
    { intros c m; induction m as [| m IHm]; intros Hm Hc; [lia |].
      destruct (IH (fun z => F (putmap z (S n) (c (S m))))) as [z [Rz Mz]].
      { intros z z' A; apply E; intros i Hi; unfold putmap.
        destruct (Nat.eq_dec i (S n)); [reflexivity | apply A; lia]. }
      assert (Rp := putmap_range n k z (c (S m)) Rz (Hc (S m) ltac:(lia))).
      destruct m as [| m].
      - exists (putmap z (S n) (c 1%nat)); split; [exact Rp |].
        intros j z' Hj Hz'; replace j with 1%nat by lia; now apply Mz.
      - destruct IHm as [w [Rw Mw]]; [lia | intros; apply Hc; lia |].
        destruct (Rle_dec (F w) (F (putmap z (S n) (c (S (S m)))))) as [L | L].
        + exists w; split; [exact Rw |]; intros j z' Hj Hz'.
          destruct (Nat.eq_dec j (S (S m))) as [-> | Hn]; [| apply Mw; [lia | exact Hz']].
          eapply Rle_trans; [exact L | now apply Mz].
        + exists (putmap z (S n) (c (S (S m)))); split; [exact Rp |]; intros j z' Hj Hz'.
          destruct (Nat.eq_dec j (S (S m))) as [-> | Hn]; [now apply Mz |].
          apply Rlt_le, Rlt_le_trans with (F w); [lra | apply Mw; [lia | exact Hz']]. }
    destruct (Each (fun j => j) k Hk) as [z [Rz Mz]]; [auto |].
    exists z; split; [exact Rz |]; intros z' Hz'.
    replace (F z') with (F (putmap z' (S n) (z' (S n)))).
    + apply Mz; [apply Hz'; lia | intros; apply Hz'; lia].
    + apply E; intros i Hi; unfold putmap.
      destruct (Nat.eq_dec i (S n)) as [-> | Hn]; reflexivity.
Qed.

(** A map from 1..n into 1..k as a number below k ^ n. *)
Fixpoint code (k n : nat) (z : nat -> nat) : nat :=
  match n with
  | O => O
  | S m => (k * code k m z + (z (S m) - 1))%nat
  end.

Lemma code_lt k n z :
  (forall i, (1 <= i <= n)%nat -> (1 <= z i <= k)%nat) -> (code k n z < k ^ n)%nat.
Proof.
  induction n as [| n IH]; intros H; simpl; [lia |].
  assert (code k n z < k ^ n)%nat by (apply IH; intros; apply H; lia).
  assert (1 <= z (S n) <= k)%nat by (apply H; lia); nia.
Qed.

Lemma code_inj k n z z' :
  (forall i, (1 <= i <= n)%nat -> (1 <= z i <= k)%nat) ->
  (forall i, (1 <= i <= n)%nat -> (1 <= z' i <= k)%nat) ->
  code k n z = code k n z' -> forall i, (1 <= i <= n)%nat -> z i = z' i.
Proof.
  induction n as [| n IH]; intros H H' E i Hi; [lia |]; simpl in E.
  assert (R : (1 <= z (S n) <= k)%nat) by (apply H; lia).
  assert (R' : (1 <= z' (S n) <= k)%nat) by (apply H'; lia).
  apply Nat.div_mod_unique in E; [| lia | lia]; destruct E as [E El].
  destruct (Nat.eq_dec i (S n)) as [-> | Hn]; [lia |].
  apply IH; [intros; apply H; lia | intros; apply H'; lia | exact E | lia].
Qed.

(** J never rises along c 1, c 2, ..., c (T + 1).  Then it falls less than k ^ n
    times: 1 + (number of t in 1..T with J (c (t + 1)) <> J (c t)) <= k ^ n. *)
Theorem falls_finite T n k (c : nat -> nat -> nat) (J : (nat -> nat) -> R) :
  (forall t i, (1 <= t <= S T)%nat -> (1 <= i <= n)%nat -> (1 <= c t i <= k)%nat) ->
  (forall z z', (forall i, (1 <= i <= n)%nat -> z i = z' i) -> J z = J z') ->
  (forall t, (1 <= t <= T)%nat -> J (c (S t)) <= J (c t)) ->
  1 + sumr T (fun t => 1 - ind (J (c (S t))) (J (c t))) <= INR k ^ n.
Proof.
  intros Hc E Hle.
  assert (L : forall m, (m <= T)%nat -> exists l : list nat, NoDup l
    /\ INR (length l) = 1 + sumr m (fun t => 1 - ind (J (c (S t))) (J (c t)))
    /\ forall x, In x l -> exists t, (1 <= t <= S m)%nat
                             /\ x = code k n (c t) /\ J (c (S m)) <= J (c t)).
  { induction m as [| m IH]; intros Hm.
    - exists (code k n (c 1%nat) :: nil); split; [| split].
      + constructor; [easy | constructor].
      + simpl; ring.
      + intros x [<- | []]; exists 1%nat; repeat split; [lia | lia | lra].
    - destruct IH as [l [Hd [Hl Hi]]]; [lia |].
      assert (Hs : J (c (S (S m))) <= J (c (S m))) by (apply Hle; lia).
      rewrite sum_S; destruct (Req_EM_T (J (c (S (S m)))) (J (c (S m)))) as [Eq | Ne].
      + exists l; split; [exact Hd |]; split; [rewrite Hl, ind_true by exact Eq; ring |].
        intros x Hx; destruct (Hi x Hx) as [t [Ht [Ex Ej]]].
        exists t; split; [lia |]; split; [exact Ex | lra].
      + exists (code k n (c (S (S m))) :: l); split; [| split].
        * constructor; [| exact Hd]; intros Hx.
          destruct (Hi _ Hx) as [t [Ht [Ex Ej]]].
          assert (J (c (S (S m))) = J (c t)); [| lra].
          apply E, (code_inj k); [intros; apply Hc; lia | intros; apply Hc; lia | exact Ex].
        * simpl length; rewrite S_INR, Hl, ind_false by exact Ne; ring.
        * intros x [<- | Hx]; [exists (S (S m)); repeat split; [lia | lia | lra] |].
          destruct (Hi x Hx) as [t [Ht [Ex Ej]]].
          exists t; split; [lia |]; split; [exact Ex | lra]. }
  destruct (L T) as [l [Hd [Hl Hi]]]; [lia |].
  rewrite <- Hl, <- pow_INR; apply le_INR.
  rewrite <- (seq_length (k ^ n) 0); apply NoDup_incl_length; [exact Hd |].
  intros x Hx; apply in_seq; destruct (Hi x Hx) as [t [Ht [-> _]]].
  split; [lia |]; apply code_lt; intros; apply Hc; lia.
Qed.

(** A strict fall at every step: at most k ^ n - 1 steps. *)
Theorem strict_falls_finite T n k (c : nat -> nat -> nat) (J : (nat -> nat) -> R) :
  (forall t i, (1 <= t <= S T)%nat -> (1 <= i <= n)%nat -> (1 <= c t i <= k)%nat) ->
  (forall z z', (forall i, (1 <= i <= n)%nat -> z i = z' i) -> J z = J z') ->
  (forall t, (1 <= t <= T)%nat -> J (c (S t)) < J (c t)) ->
  INR T + 1 <= INR k ^ n.
Proof.
  intros Hc E Hlt.
  pose proof (falls_finite T n k c J Hc E ltac:(intros; apply Rlt_le; auto)) as H.
  rewrite (sum_ext T _ (fun _ => 1)), sum_const in H; [lra |].
  intros t Ht; specialize (Hlt t Ht); rewrite ind_false by lra; ring.
Qed.

(** Sums of powers of the index *)

Lemma sum_index_1_ n : sumr n (fun i => INR i) = 1 / 2 * INR n + 1 / 2 * INR n ^ 2.
Proof.
  induction n as [| n IH]; [simpl; field |].
  cbn [sumr]; rewrite IH, S_INR; field.
Qed.

Lemma sum_index_2_ n :
  sumr n (fun i => INR i ^ 2) = 1 / 6 * INR n + 1 / 2 * INR n ^ 2 + 1 / 3 * INR n ^ 3.
Proof.
  induction n as [| n IH]; [simpl; field |].
  cbn [sumr]; rewrite IH, S_INR; field.
Qed.

Lemma sum_index_3_ n :
  sumr n (fun i => INR i ^ 3) = 1 / 4 * INR n ^ 2 + 1 / 2 * INR n ^ 3 + 1 / 4 * INR n ^ 4.
Proof.
  induction n as [| n IH]; [simpl; field |].
  cbn [sumr]; rewrite IH, S_INR; field.
Qed.

(** The logarithm of a factorial *)
Lemma sum_ln_index_ n :
  (1 <= n)%nat -> sumr n (fun i => ln (INR i)) = ln (INR n) + ln (Gamma (INR n)).
Proof.
  intros H; induction n as [| n IH]; [lia |]; cbn [sumr].
  destruct n as [| n]; [simpl; rewrite Gamma_one, ln_1; ring |].
  rewrite IH, (S_INR (S n)) by lia; assert (P : 0 < INR (S n)) by (apply lt_0_INR; lia).
  rewrite Gamma_next, ln_mult by (exact P || apply Gamma_pos); ring.
Qed.
