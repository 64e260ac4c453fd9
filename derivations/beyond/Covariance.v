(* The covariance lemma: which precision matrix fits a scatter matrix best.

   For symmetric positive definite D x D matrices A and S (any D; S is called M below, as
   S is the successor of a number)

       ln det A - tr (A S)  <=  - ln det S - D,    equal exactly when A S = 1.

   Read A as the inverse of a covariance and S as the scatter of the points: up to a
   factor and a constant the left side is the log-likelihood of a Gaussian, and the
   lemma says that the inverse of S is its only global maximum.  So the M-step of EM for
   full covariances takes the weighted scatter for the covariance.

   Why it is true.  First S = 1: eliminating the last index of M splits
   ln det M - tr M + D into ln a - a + 1 (a the last pivot), minus the squares of the
   off-diagonal entries over a, plus the same expression for the Schur complement, one
   size smaller; and ln a <= a - 1 with equality only at 1.  Then any S: write
   S = T T^T with a lower triangular T (Cholesky), and use M = T^T A T, for which
   tr M = tr (A S) and det M = det A det S.

   No eigenvalues, no square root of a matrix, no derivative with respect to a symmetric
   matrix.  Nothing is assumed beside symmetry and positive definiteness.  The proof works
   with [det], the product of the pivots (Pivots.v); the theorem speaks of [laplace], the
   determinant by expansion (Determinant.v), which is the same.  The statement is
   classical (entropy or Stein loss; the usual proof goes through the eigenvalues of
   S^(1/2) A S^(1/2)). *)

From Coq Require Import Reals Lra Lia Arith.
From Hardlimit Require Import Vanishing.
From Beyond Require Import Pivots Triangular Determinant.

Local Open Scope R_scope.

(** The sum of the diagonal entries. *)
Definition trace (D : nat) (M : nat -> nat -> R) : R := sumr D (fun i => M i i).

(** The product of two matrices. *)
Definition times (D : nat) (A B : nat -> nat -> R) (i j : nat) : R :=
  sumr D (fun k => A i k * B k j).

(** The matrix is the identity. *)
Definition identity (D : nat) (M : nat -> nat -> R) : Prop :=
  forall i j, (1 <= i <= D)%nat -> (1 <= j <= D)%nat -> M i j = delta i j.

(** What the case S = 1 is about. *)
Definition deficit (D : nat) (M : nat -> nat -> R) : R := trace D M - INR D - ln (det D M).

(** The deficit splits at the last index. *)
Lemma deficit_split d M :
  symmetric (S d) M -> positive_definite (S d) M ->
  deficit (S d) M
  = (M (S d) (S d) - 1 - ln (M (S d) (S d)))
    + sumr d (fun i => M i (S d) ^ 2) / M (S d) (S d)
    + deficit d (without_last (S d) M).
Proof.
  intros Sym Pos; pose proof (corner_pos _ M (S d) Pos ltac:(lia)) as Ha.
  pose proof (det_pos d _ (last_symmetric d M Sym) (last_definite d M Sym Pos)) as Hd.
  unfold deficit, trace; rewrite S_INR, sum_S; simpl det; rewrite ln_mult' by assumption.
  unfold without_last at 2; rewrite sum_minus.
  rewrite (sum_ext d (fun i => M i (S d) * M (S d) i / M (S d) (S d))
    (fun i => M i (S d) ^ 2 / M (S d) (S d))).
  - rewrite sum_div; ring.
  - intros i Hi; rewrite (Sym (S d) i) by lia; unfold Rdiv; ring.
Qed.

(** The case S = 1: the deficit is not negative, and 0 only at the identity. *)
Lemma deficit_nonneg D M :
  symmetric D M -> positive_definite D M ->
  0 <= deficit D M /\ (deficit D M = 0 -> identity D M).
Proof.
  revert M; induction D as [| d IH]; intros M Sym Pos.
  - unfold deficit, trace; simpl; rewrite ln_1; split; [lra | intros _ i j Hi; lia].
  - pose proof (corner_pos _ M (S d) Pos ltac:(lia)) as Ha.
    destruct (IH _ (last_symmetric d M Sym) (last_definite d M Sym Pos)) as [Le Eq].
    rewrite (deficit_split d M Sym Pos).
    set (a := M (S d) (S d)) in *; set (q := sumr d (fun i => M i (S d) ^ 2)).
    pose proof (ln_le_minus_1 a Ha) as L.
    assert (Q : 0 <= q) by (apply sum_nonneg; intros; apply pow2_ge_0).
    assert (Qa : 0 <= q / a) by now apply nonneg_div.
    split; [lra | intros E].
    assert (A1 : a = 1) by (apply ln_eq_minus_1; [exact Ha | lra]).
    assert (Q0 : q = 0) by (rewrite A1 in E, Qa, L; unfold Rdiv in *; rewrite Rinv_1 in *; lra).
    assert (B : forall i, (1 <= i <= d)%nat -> M i (S d) = 0).
    { intros i Hi; assert (Z : M i (S d) ^ 2 = 0)
        by exact (sum_zero_each d (fun i => M i (S d) ^ 2) (fun i _ => pow2_ge_0 _) Q0 i Hi).
      rewrite <- Rsqr_pow2 in Z; now apply Rsqr_0_uniq. }
    intros i j Hi Hj; destruct (Nat.eq_dec i (S d)) as [-> | Ni], (Nat.eq_dec j (S d)) as [-> | Nj].
    + rewrite delta_same; exact A1.
    + rewrite delta_neq, Sym, B by lia; reflexivity.
    + rewrite delta_neq, B by lia; reflexivity.
    + rewrite <- (Eq ltac:(lra) i j) by lia; unfold without_last.
      rewrite (B i) by lia; unfold Rdiv; ring.
Qed.

(** The determinant of the identity is 1. *)
Lemma det_identity D M : identity D M -> det D M = 1.
Proof.
  revert M; induction D as [| d IH]; intros M H; simpl; [reflexivity |].
  rewrite (H (S d) (S d)), delta_same by lia; rewrite IH; [ring |].
  intros i j Hi Hj; unfold without_last; rewrite (H i j), (H i (S d)), (delta_neq i (S d)) by lia.
  unfold Rdiv; ring.
Qed.

(** The deficit of the identity is 0. *)
Lemma deficit_identity D M : identity D M -> deficit D M = 0.
Proof.
  intros H; unfold deficit, trace; rewrite (det_identity D M H), ln_1.
  rewrite (sum_ext D _ (fun _ => 1)), sum_const
    by (intros i Hi; rewrite H, delta_same by lia; reflexivity).
  ring.
Qed.

(** The trace of T^T A T is that of A S, where S = T T^T. *)
Lemma congruent_trace D T A M :
  symmetric D M ->
  (forall i j, (1 <= i <= D)%nat -> (1 <= j <= D)%nat -> sumr D (fun k => T i k * T j k) = M i j) ->
  trace D (congruent D T A) = trace D (times D A M).
Proof.
  intros Sym Fac; unfold trace, congruent, times.
  rewrite sum_swap; apply sum_ext; intros a Ha.
  rewrite sum_swap; apply sum_ext; intros b Hb.
  rewrite (Sym b a), <- (Fac a b), <- sum_scal_l by assumption.
  apply sum_ext; intros; ring.
Qed.

(** T^T (A S) = (T^T A T) T^T. *)
Lemma congruent_times D T A M i b :
  (1 <= b <= D)%nat ->
  (forall i j, (1 <= i <= D)%nat -> (1 <= j <= D)%nat -> sumr D (fun k => T i k * T j k) = M i j) ->
  sumr D (fun a => T a i * times D A M a b) = sumr D (fun k => congruent D T A i k * T b k).
Proof.
  intros Hb Fac; unfold times, congruent.
  transitivity (sumr D (fun a => sumr D (fun c => sumr D (fun k =>
    T a i * A a c * T c k * T b k)))).
  - apply sum_ext; intros a _; rewrite <- sum_scal_l; apply sum_ext; intros c Hc.
    rewrite <- (Fac c b Hc Hb), <- !sum_scal_l; apply sum_ext; intros; ring.
  - rewrite (sum_ext D _ (fun a => sumr D (fun k => sumr D (fun c =>
      T a i * A a c * T c k * T b k)))) by (intros; apply sum_swap).
    rewrite sum_swap; apply sum_ext; intros k _; rewrite <- sum_scal_r.
    apply sum_ext; intros a _; now rewrite <- sum_scal_r.
Qed.

(** T^T A T is the identity exactly when A S is. *)
Lemma congruent_identity D T A M :
  lower T -> (forall i, (1 <= i <= D)%nat -> T i i <> 0) ->
  (forall i j, (1 <= i <= D)%nat -> (1 <= j <= D)%nat -> sumr D (fun k => T i k * T j k) = M i j) ->
  identity D (congruent D T A) <-> identity D (times D A M).
Proof.
  intros Low Dia Fac; split; intros Id.
  - intros a b Ha Hb.
    assert (Z : times D A M a b - delta a b = 0); [| lra].
    apply (upper_injective D T (fun a => times D A M a b - delta a b) Low Dia); [| exact Ha].
    intros i Hi.
    rewrite (sum_ext D _ (fun k => T k i * times D A M k b - T k i * delta k b))
      by (intros; ring).
    rewrite sum_minus, (sum_delta_l' D b (fun k => T k i) Hb), (congruent_times D T A M i b Hb Fac).
    rewrite (sum_ext D _ (fun k => delta i k * T b k)) by (intros; now rewrite Id).
    rewrite sum_delta_r by exact Hi; ring.
  - intros i k Hi Hk.
    assert (Z : congruent D T A i k - delta i k = 0); [| lra].
    apply (lower_injective D T (fun k => congruent D T A i k - delta i k) Low Dia); [| exact Hk].
    intros b Hb.
    rewrite (sum_ext D _ (fun k => congruent D T A i k * T b k - delta i k * T b k))
      by (intros; ring).
    rewrite sum_minus, (sum_delta_r D i (fun k => T b k) Hi),
      <- (congruent_times D T A M i b Hb Fac).
    rewrite (sum_ext D _ (fun a => T a i * delta a b)) by (intros; now rewrite Id).
    rewrite sum_delta_l' by exact Hb; ring.
Qed.

(** The covariance lemma, for the products of the pivots. *)
Lemma covariance_pivots D A M :
  symmetric D A -> positive_definite D A -> symmetric D M -> positive_definite D M ->
  ln (det D A) - trace D (times D A M) <= - ln (det D M) - INR D
  /\ (ln (det D A) - trace D (times D A M) = - ln (det D M) - INR D
      <-> identity D (times D A M)).
Proof.
  intros SA PA SM PM; destruct (cholesky D M SM PM) as [T [Low [Dia [Fac Det]]]].
  assert (Dia' : forall i, (1 <= i <= D)%nat -> T i i <> 0)
    by (intros i Hi; specialize (Dia i Hi); lra).
  pose proof (det_pos D A SA PA) as HA; pose proof (det_pos D M SM PM) as HM.
  destruct (deficit_nonneg D _ (congruent_symmetric D T A SA)
    (congruent_definite D T A Low Dia' PA)) as [Le Eq].
  assert (E : deficit D (congruent D T A)
    = trace D (times D A M) - INR D - ln (det D M) - ln (det D A)).
  { unfold deficit; rewrite (congruent_trace D T A M SM Fac), congruent_det by assumption.
    rewrite Det, ln_mult' by assumption; ring. }
  pose proof (congruent_identity D T A M Low Dia' Fac) as Id.
  split; [lra |]; split; intros H.
  - apply Id, Eq; lra.
  - apply Id, deficit_identity in H; lra.
Qed.

(** The covariance lemma. *)
Theorem covariance D A M :
  symmetric D A -> positive_definite D A -> symmetric D M -> positive_definite D M ->
  ln (laplace D A) - trace D (times D A M) <= - ln (laplace D M) - INR D
  /\ (ln (laplace D A) - trace D (times D A M) = - ln (laplace D M) - INR D
      <-> identity D (times D A M)).
Proof. intros; rewrite !determinant by assumption; now apply covariance_pivots. Qed.
