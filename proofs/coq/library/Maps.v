(* Laws of the sum over all maps from 1..n into 1..k. *)

From Coq Require Import Reals Lra Lia Arith.
From Hardlimit Require Export Families.

Local Open Scope R_scope.

Lemma putmap_same z i c : putmap z i c i = c.
Proof. unfold putmap; destruct (Nat.eq_dec i i); congruence. Qed.

Lemma putmap_other z i c a : a <> i -> putmap z i c a = z a.
Proof. intros; unfold putmap; destruct (Nat.eq_dec a i); congruence. Qed.

Lemma mapsum_S m k F :
  mapsum (S m) k F
  = sumr k (fun c => mapsum m k (fun z => F (putmap z (S m) c))).
Proof. reflexivity. Qed.

(** A map extended by a value in range is in range. *)
Lemma putmap_range m k z c :
  (forall i, (1 <= i <= m)%nat -> (1 <= z i <= k)%nat) -> (1 <= c <= k)%nat ->
  forall i, (1 <= i <= S m)%nat -> (1 <= putmap z (S m) c i <= k)%nat.
Proof.
  intros Hz Hc i Hi; unfold putmap.
  destruct (Nat.eq_dec i (S m)); [exact Hc | apply Hz; lia].
Qed.

Lemma mapsum_ext n k F G :
  (forall z, (forall i, (1 <= i <= n)%nat -> (1 <= z i <= k)%nat) -> F z = G z) ->
  mapsum n k F = mapsum n k G.
Proof.
  revert F G; induction n as [| n IH]; intros F G H.
  - apply H; intros; lia.
  - rewrite !mapsum_S; apply sum_ext; intros c Hc.
    apply IH; intros z Hz; apply H; now apply putmap_range.
Qed.

Lemma mapsum_plus n k F G :
  mapsum n k (fun z => F z + G z) = mapsum n k F + mapsum n k G.
Proof.
  revert F G; induction n as [| n IH]; intros F G; [reflexivity |].
  rewrite !mapsum_S, <- sum_plus; apply sum_ext; intros; apply IH.
Qed.

Lemma mapsum_scal_l n k c F :
  mapsum n k (fun z => c * F z) = c * mapsum n k F.
Proof.
  revert F; induction n as [| n IH]; intros F; [reflexivity |].
  rewrite !mapsum_S, <- sum_scal_l; apply sum_ext; intros; apply IH.
Qed.

Lemma mapsum_scal_r n k c F :
  mapsum n k (fun z => F z * c) = mapsum n k F * c.
Proof.
  rewrite Rmult_comm, <- mapsum_scal_l; apply mapsum_ext; intros; ring.
Qed.

Lemma mapsum_zero n k : mapsum n k (fun _ => 0) = 0.
Proof.
  transitivity (0 * mapsum n k (fun _ => 1)); [| ring].
  rewrite <- mapsum_scal_l; apply mapsum_ext; intros; ring.
Qed.

Lemma mapsum_le n k F G :
  (forall z, (forall i, (1 <= i <= n)%nat -> (1 <= z i <= k)%nat) ->
             F z <= G z) ->
  mapsum n k F <= mapsum n k G.
Proof.
  revert F G; induction n as [| n IH]; intros F G H.
  - apply H; intros; lia.
  - rewrite !mapsum_S; apply sum_le; intros c Hc.
    apply IH; intros z Hz; apply H; now apply putmap_range.
Qed.

Lemma mapsum_nonneg n k F :
  (forall z, (forall i, (1 <= i <= n)%nat -> (1 <= z i <= k)%nat) ->
             0 <= F z) ->
  0 <= mapsum n k F.
Proof. intros H; rewrite <- (mapsum_zero n k); now apply mapsum_le. Qed.

Lemma mapsum_pos n k F :
  (1 <= k)%nat ->
  (forall z, (forall i, (1 <= i <= n)%nat -> (1 <= z i <= k)%nat) ->
             0 < F z) ->
  0 < mapsum n k F.
Proof.
  intros Hk; revert F; induction n as [| n IH]; intros F H.
  - apply H; intros; lia.
  - rewrite mapsum_S; apply sum_pos; [exact Hk |]; intros c Hc.
    apply IH; intros z Hz; apply H; now apply putmap_range.
Qed.

(** The sum over maps of a product is the product of the sums. *)
Lemma mapsum_prod n k (f : nat -> nat -> R) :
  mapsum n k (fun z => prodr n (fun i => f i (z i)))
  = prodr n (fun i => sumr k (fun c => f i c)).
Proof.
  induction n as [| n IH]; [reflexivity |].
  rewrite mapsum_S, prod_S, <- IH, <- sum_scal_l.
  apply sum_ext; intros c _; rewrite <- mapsum_scal_r.
  apply mapsum_ext; intros z _; rewrite prod_S, putmap_same; f_equal.
  apply prod_ext; intros i Hi; now rewrite putmap_other by lia.
Qed.

(** There are k ^ n maps. *)
(** The mean of a sum under independent choices with probabilities q. *)
Lemma mapsum_mean n k (q g : nat -> nat -> R) :
  (forall i, (1 <= i <= n)%nat -> sumr k (fun c => q i c) = 1) ->
  mapsum n k (fun z => prodr n (fun i => q i (z i))
                       * sumr n (fun m => g m (z m)))
  = sumr n (fun m => sumr k (fun c => q m c * g m c)).
Proof.
  induction n as [| n IH]; intros H; [simpl; ring |].
  assert (Hone : mapsum n k (fun z => prodr n (fun i => q i (z i))) = 1).
  { rewrite mapsum_prod, <- (prod_one n); apply prod_ext; intros; apply H; lia. }
  rewrite mapsum_S, sum_S, <- IH by (intros; apply H; lia).
  set (mean := mapsum n k _).
  transitivity (sumr k (fun c => q (S n) c * mean + q (S n) c * g (S n) c)).
  - apply sum_ext; intros c _; unfold mean.
    rewrite <- (Rmult_1_r (q (S n) c * g (S n) c)), <- Hone.
    rewrite <- !mapsum_scal_l, <- mapsum_plus; apply mapsum_ext; intros z _.
    rewrite prod_S, sum_S, putmap_same.
    rewrite (prod_ext n _ (fun i => q i (z i)))
      by (intros; now rewrite putmap_other by lia).
    rewrite (sum_ext n _ (fun i => g i (z i)))
      by (intros; now rewrite putmap_other by lia).
    ring.
  - rewrite sum_plus, sum_scal_r, H by lia; ring.
Qed.
