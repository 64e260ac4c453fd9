(* Triangular factors of positive definite matrices, without eigenvalues.

   Cholesky: a symmetric positive definite S is T T^T with a lower triangular T whose
   diagonal is positive, and det S is the square of the product of that diagonal.
   Congruence: for such a T and any symmetric positive definite A, the matrix T^T A T is
   symmetric positive definite again, and its determinant is that of A times the squared
   product of the diagonal of T.  All by induction on the size, one elimination at a
   time; [det] is the product of the pivots (Pivots.v). *)

From Coq Require Import Reals Lra Lia Arith.
From Hardlimit Require Import Vanishing.
From Beyond Require Import Pivots.

Local Open Scope R_scope.

(** Zeros above the diagonal. *)
Definition lower (T : nat -> nat -> R) : Prop := forall i k, (i < k)%nat -> T i k = 0.

(** T^T A T. *)
Definition congruent (D : nat) (T A : nat -> nat -> R) (i j : nat) : R :=
  sumr D (fun a => sumr D (fun b => T a i * A a b * T b j)).

(** A product without its first factor. *)
Lemma prod_first n f : prodr (S n) f = f 1%nat * prodr n (fun i => f (S i)).
Proof.
  induction n as [| n IH]; [simpl; ring |].
  rewrite prod_S, IH, (prod_S n (fun i => f (S i))); ring.
Qed.

(** A vector is 0 or has an entry that is not. *)
Lemma zero_or_not D (v : nat -> R) :
  (forall i, (1 <= i <= D)%nat -> v i = 0) \/ (exists i, (1 <= i <= D)%nat /\ v i <> 0).
Proof.
  induction D as [| d [Z | [i [Hi Nz]]]]; [left; intros; lia | |].
  - destruct (Req_EM_T (v (S d)) 0) as [E | E];
      [left | right; exists (S d); split; [lia | exact E]].
    intros i Hi; destruct (Nat.eq_dec i (S d)) as [-> | N]; [exact E | apply Z; lia].
  - right; exists i; split; [lia | exact Nz].
Qed.

(** Cholesky: S = T T^T with a lower triangular T whose diagonal is positive; the square
    of the product of its diagonal is the determinant. *)
Lemma cholesky D M :
  symmetric D M -> positive_definite D M ->
  exists T, lower T /\ (forall i, (1 <= i <= D)%nat -> 0 < T i i)
    /\ (forall i j, (1 <= i <= D)%nat -> (1 <= j <= D)%nat ->
          sumr D (fun k => T i k * T j k) = M i j)
    /\ prodr D (fun i => T i i ^ 2) = det D M.
Proof.
  intros Sym Pos; rewrite <- (det_either D M Sym Pos).
  revert M Sym Pos; induction D as [| d IH]; intros M Sym Pos.
  - exists (fun _ _ => 0); repeat split; intros; lia.
  - pose proof (corner_pos _ M 1 Pos ltac:(lia)) as Ha.
    destruct (IH _ (first_symmetric d M Sym) (first_definite d M Sym Pos))
      as [T [Low [Dia [Fac Det]]]].
    set (r := sqrt (M 1%nat 1%nat)).
    assert (Hr : 0 < r) by now apply sqrt_lt_R0.
    assert (Hrr : r * r = M 1%nat 1%nat) by (apply sqrt_sqrt; lra).
    set (U := fun i k => if Nat.eq_dec k 1 then (if Nat.eq_dec i 0 then 0 else M i 1%nat / r)
                         else T (pred i) (pred k)).
    assert (U1 : forall i, (1 <= i)%nat -> U i 1%nat = M i 1%nat / r)
      by (intros i Hi; unfold U; destruct (Nat.eq_dec i 0); [lia | reflexivity]).
    assert (US : forall i k, (1 <= k)%nat -> U i (S k) = T (pred i) k)
      by (intros i k Hk; unfold U; destruct (Nat.eq_dec (S k) 1); [lia | reflexivity]).
    assert (U0 : U 0%nat 1%nat = 0) by reflexivity.
    clearbody U; exists U; split; [| split; [| split]].
    + intros i [| [| k]] Hik; [lia | replace i with 0%nat by lia; exact U0 |].
      rewrite US by lia; apply Low; destruct i; simpl; lia.
    + intros [| [| i]] Hi; [lia | | rewrite US by lia; apply Dia; simpl; lia].
      rewrite U1, <- Hrr by lia; unfold Rdiv; rewrite Rmult_assoc, Rinv_r by lra; lra.
    + assert (Row0 : forall f, sumr d (fun k => T 0%nat k * f k) = 0).
      { intros f; rewrite <- (sum_zero d); apply sum_ext; intros; rewrite Low by lia; ring. }
      intros i j Hi Hj; rewrite sum_first, !U1 by lia.
      rewrite (sum_ext d _ (fun k => T (pred i) k * T (pred j) k))
        by (intros k Hk; now rewrite !US by lia).
      replace (M i 1%nat / r * (M j 1%nat / r)) with (M i 1%nat * M 1%nat j / M 1%nat 1%nat)
        by (rewrite <- Hrr, (Sym j 1%nat) by lia; field; lra).
      destruct i as [| [| i]]; [lia | simpl pred; rewrite Row0; field; lra |].
      destruct j as [| [| j]]; [lia | |].
      * simpl pred; rewrite (sum_ext d _ (fun k => T 0%nat k * T (S i) k)), Row0
          by (intros; ring).
        field; lra.
      * simpl pred; rewrite Fac by lia; unfold without_first; ring.
    + rewrite prod_first, U1 by lia; simpl det_first; rewrite <- Det.
      f_equal; [rewrite <- Hrr; field; lra |].
      apply prod_ext; intros i Hi; now rewrite US by lia.
Qed.

(** A lower triangular matrix with a non-zero diagonal takes only 0 to 0. *)
Lemma lower_injective D T v :
  lower T -> (forall i, (1 <= i <= D)%nat -> T i i <> 0) ->
  (forall i, (1 <= i <= D)%nat -> sumr D (fun k => T i k * v k) = 0) ->
  forall k, (1 <= k <= D)%nat -> v k = 0.
Proof.
  intros Low; induction D as [| d IH]; intros Dia H; [intros; lia |].
  assert (V : forall k, (1 <= k <= d)%nat -> v k = 0).
  { apply IH; [intros; apply Dia; lia |]; intros i Hi.
    rewrite <- (H i) by lia; rewrite sum_S, (Low i (S d)) by lia; ring. }
  intros k Hk; destruct (Nat.eq_dec k (S d)) as [-> | Nk]; [| apply V; lia].
  specialize (H (S d) ltac:(lia)); rewrite sum_S in H.
  rewrite (sum_ext d _ (fun _ => 0)), sum_zero, Rplus_0_l in H
    by (intros; rewrite V by assumption; ring).
  destruct (Rmult_integral _ _ H) as [Z | Z]; [| exact Z].
  now apply Dia in Z; [| lia].
Qed.

(** So does its transpose. *)
Lemma upper_injective D T v :
  lower T -> (forall i, (1 <= i <= D)%nat -> T i i <> 0) ->
  (forall i, (1 <= i <= D)%nat -> sumr D (fun k => T k i * v k) = 0) ->
  forall k, (1 <= k <= D)%nat -> v k = 0.
Proof.
  intros Low; induction D as [| d IH]; intros Dia H; [intros; lia |].
  assert (V : v (S d) = 0).
  { specialize (H (S d) ltac:(lia)); rewrite sum_S in H.
    rewrite (sum_ext d _ (fun _ => 0)), sum_zero, Rplus_0_l in H
      by (intros; rewrite Low by lia; ring).
    destruct (Rmult_integral _ _ H) as [Z | Z]; [| exact Z].
    now apply Dia in Z; [| lia]. }
  intros k Hk; destruct (Nat.eq_dec k (S d)) as [-> | Nk]; [exact V |].
  apply IH; [intros; apply Dia; lia | | lia]; intros i Hi.
  rewrite <- (H i) by lia; rewrite sum_S, V; ring.
Qed.

(** T^T A T is symmetric when A is. *)
Lemma congruent_symmetric D T A : symmetric D A -> symmetric D (congruent D T A).
Proof.
  intros Sym i j _ _; unfold congruent; rewrite sum_swap.
  apply sum_ext; intros a Ha; apply sum_ext; intros b Hb.
  rewrite (Sym b a Hb Ha); ring.
Qed.

(** The form of T^T A T at v is that of A at T v. *)
Lemma congruent_form D T A v :
  form D (congruent D T A) v = form D A (fun a => sumr D (fun i => T a i * v i)).
Proof.
  unfold form, congruent.
  transitivity (sumr D (fun i => sumr D (fun j => sumr D (fun a => sumr D (fun b =>
    v i * (T a i * A a b * T b j) * v j))))).
  { apply sum_ext; intros i _; apply sum_ext; intros j _.
    rewrite <- sum_scal_l, <- sum_scal_r; apply sum_ext; intros a _.
    now rewrite <- sum_scal_l, <- sum_scal_r. }
  transitivity (sumr D (fun a => sumr D (fun b => sumr D (fun i => sumr D (fun j =>
    v i * (T a i * A a b * T b j) * v j))))).
  - rewrite (sum_ext D _ (fun i => sumr D (fun a => sumr D (fun b => sumr D (fun j =>
      v i * (T a i * A a b * T b j) * v j))))).
    + rewrite sum_swap; apply sum_ext; intros a _; apply sum_swap.
    + intros i _; rewrite sum_swap; apply sum_ext; intros a _; apply sum_swap.
  - apply sum_ext; intros a _; apply sum_ext; intros b _.
    rewrite Rmult_assoc, (Rmult_comm (A a b)), <- Rmult_assoc, sum_mult_sum, <- sum_scal_r.
    apply sum_ext; intros i _; rewrite <- sum_scal_r; apply sum_ext; intros; ring.
Qed.

(** T^T A T is positive definite when A is. *)
Lemma congruent_definite D T A :
  lower T -> (forall i, (1 <= i <= D)%nat -> T i i <> 0) ->
  positive_definite D A -> positive_definite D (congruent D T A).
Proof.
  intros Low Dia Pos v [k [Hk Nz]]; rewrite congruent_form.
  destruct (zero_or_not D (fun a => sumr D (fun i => T a i * v i))) as [Z | W].
  - exfalso; apply Nz; now apply (lower_injective D T v Low Dia Z).
  - now apply Pos.
Qed.

(** Elimination at the last index goes through T^T A T. *)
Lemma congruent_last d T A i j :
  lower T -> T (S d) (S d) <> 0 -> A (S d) (S d) <> 0 ->
  (1 <= i <= d)%nat -> (1 <= j <= d)%nat ->
  without_last (S d) (congruent (S d) T A) i j = congruent d T (without_last (S d) A) i j.
Proof.
  intros Low HT HA Hi Hj; set (n := S d) in *.
  set (p := sumr n (fun a => T a i * A a n)); set (q := sumr n (fun b => A n b * T b j)).
  assert (Col : forall f, sumr n (fun b => f b * T b n) = f n * T n n).
  { intros f; unfold n at 1; rewrite sum_S.
    rewrite (sum_ext d _ (fun _ => 0)), sum_zero by (intros; rewrite Low by (unfold n; lia); ring).
    unfold n; ring. }
  assert (Nn : congruent n T A n n = T n n * A n n * T n n).
  { unfold congruent; rewrite (sum_ext n _ (fun a => A a n * T n n * T a n)).
    - rewrite Col; ring.
    - intros a _; rewrite Col; ring. }
  assert (In : congruent n T A i n = p * T n n).
  { unfold congruent, p; rewrite <- sum_scal_r; apply sum_ext; intros a _; apply Col. }
  assert (Nj : congruent n T A n j = T n n * q).
  { unfold congruent, q.
    rewrite (sum_ext n _ (fun a => sumr n (fun b => A a b * T b j) * T a n)).
    - rewrite Col; ring.
    - intros a _; rewrite <- sum_scal_r; apply sum_ext; intros; ring. }
  transitivity (congruent n T A i j - p * q / A n n).
  { unfold without_last; rewrite Nn, In, Nj; field; split; assumption. }
  transitivity (congruent n T (without_last n A) i j).
  - unfold p, q; rewrite sum_mult_sum; unfold congruent.
    unfold Rdiv; rewrite <- sum_scal_r, <- sum_minus; apply sum_ext; intros a _.
    rewrite <- sum_scal_r, <- sum_minus; apply sum_ext; intros b _.
    unfold without_last, Rdiv; ring.
  - assert (Zr : forall b, without_last n A n b = 0)
      by (intros; unfold without_last; field; exact HA).
    assert (Zc : forall a, without_last n A a n = 0)
      by (intros; unfold without_last; field; exact HA).
    unfold congruent; transitivity (sumr d (fun a =>
      sumr n (fun b => T a i * without_last n A a b * T b j))).
    + unfold n at 1; rewrite sum_S; fold n.
      rewrite (sum_ext n (fun b => T n i * without_last n A n b * T b j) (fun _ => 0)), sum_zero
        by (intros; rewrite Zr; ring).
      ring.
    + apply sum_ext; intros a _; unfold n at 1; rewrite sum_S; fold n; rewrite Zc; ring.
Qed.

(** The determinant of T^T A T. *)
Lemma congruent_det D T A :
  lower T -> (forall i, (1 <= i <= D)%nat -> 0 < T i i) ->
  symmetric D A -> positive_definite D A ->
  det D (congruent D T A) = prodr D (fun i => T i i ^ 2) * det D A.
Proof.
  intros Low; revert A; induction D as [| d IH]; intros A Dia Sym Pos; [simpl; ring |].
  pose proof (corner_pos _ A (S d) Pos ltac:(lia)) as HA.
  pose proof (Dia (S d) ltac:(lia)) as HT.
  assert (Nn : congruent (S d) T A (S d) (S d) = T (S d) (S d) ^ 2 * A (S d) (S d)).
  { unfold congruent; rewrite sum_S.
    rewrite (sum_ext d _ (fun _ => 0)), sum_zero.
    - rewrite sum_S, (sum_ext d _ (fun _ => 0)), sum_zero; [ring |].
      intros b Hb; rewrite (Low b) by lia; ring.
    - intros a Ha; rewrite (Low a) by lia.
      transitivity (sumr (S d) (fun _ => 0)); [apply sum_ext; intros; ring | apply sum_zero]. }
  simpl det; rewrite Nn, prod_S.
  rewrite (det_ext d _ (congruent d T (without_last (S d) A)))
    by (intros; apply congruent_last; (assumption || lra)).
  rewrite IH; [simpl; ring | intros; apply Dia; lia | now apply last_symmetric |
    now apply last_definite].
Qed.
