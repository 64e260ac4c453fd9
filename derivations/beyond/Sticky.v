(* With learned weights a component that is far from all points stays light.

   K Gaussian bells with one common width sigma, whose centres and weights are learnt.  The
   cost of a component at a point is its squared distance to the point plus its handicap,
   -2 sigma^2 times the logarithm of its weight.  If in each of T steps of EM every point has
   some component that costs at most R, then in T steps no weight grows by more than the
   factor exp (T R / (2 sigma^2)): no handicap falls by more than T R.  So a component with a
   handicap above T R is without points for T steps, whatever sigma is.

   Why it is true: one step at a time.  A weight becomes a mean of responsibilities.  None of
   these is more than the weight times exp (R / (2 sigma^2)), since a bell is at most its height
   and the sum over the components is at least the term of the one that costs at most R.

   Assumed: nothing beside this.  The derivations D6, D6c and D6e have the same for one step, in
   the limit and at every width, and for the sum of what a handicap loses in T steps; that this
   sum is the handicap at the end less that at the beginning is what is added here. *)

From Coq Require Import Reals Lra Lia Arith.
From Hardlimit Require Import Vanishing Finite.
From Beyond Require Import Centres Trajectories.

Local Open Scope R_scope.

Section Sticky.

Variables (N K D : nat) (x : nat -> nat -> R) (sigma cost : R).

(** Centres and weights together. *)
Definition state : Type := ((nat -> nat -> R) * (nat -> R))%type.

(** The step of EM: responsibilities first, then their means and their shares. *)
Definition step (s : state) : state :=
  (em N K D x (snd s) sigma (fst s),
   fun k => sumr N (fun n => resp K D x (snd s) sigma (fst s) n k) / INR N).

(** Every point has a component whose squared distance and handicap add up to at most R. *)
Definition served (s : state) : Prop :=
  forall n, (1 <= n <= N)%nat -> exists j, (1 <= j <= K)%nat /\
  dist2 D (x n) (fst s j) - 2 * sigma ^ 2 * ln (snd s j) <= cost.

Definition weighted (s : state) : Prop := forall k, (1 <= k <= K)%nat -> 0 < snd s k.

Hypothesis N_pos : (1 <= N)%nat.
Hypothesis K_pos : (1 <= K)%nat.
Hypothesis sigma_pos : 0 < sigma.

Lemma two_pos : 0 < 2 * sigma ^ 2.
Proof. pose proof (pow_lt sigma 2 sigma_pos); lra. Qed.

(** No responsibility is more than the weight, times a factor that is the same for all. *)
Lemma resp_at_most s n k :
  weighted s -> served s -> (1 <= n <= N)%nat -> (1 <= k <= K)%nat ->
  0 < resp K D x (snd s) sigma (fst s) n k
  /\ resp K D x (snd s) sigma (fst s) n k <= snd s k * exp (cost / (2 * sigma ^ 2)).
Proof.
  intros W S Hn Hk; destruct (S n Hn) as [j [Hj C]]; pose proof two_pos as T.
  pose proof (bell_scale_pos D sigma sigma_pos) as H.
  set (h := sqrt (2 * PI * sigma ^ 2) ^ D) in *.
  assert (Hh : 0 < / h) by now apply Rinv_0_lt_compat.
  assert (P : forall i, (1 <= i <= K)%nat -> 0 < snd s i * bell D sigma (x n) (fst s i)).
  { intros i Hi; unfold bell; fold h; apply Rmult_lt_0_compat; [now apply W |].
    apply Rmult_lt_0_compat; [apply exp_pos | exact Hh]. }
  assert (Z : 0 < sumr K (fun i => snd s i * bell D sigma (x n) (fst s i)))
    by (apply sum_pos; [lia | exact P]).
  assert (Zj : snd s j * bell D sigma (x n) (fst s j)
    <= sumr K (fun i => snd s i * bell D sigma (x n) (fst s i))).
  { apply (sum_term_le K (fun i => snd s i * bell D sigma (x n) (fst s i)) j); [| exact Hj].
    intros i Hi; now apply Rlt_le, P. }
  assert (L : exp (- cost / (2 * sigma ^ 2)) * / h <= snd s j * bell D sigma (x n) (fst s j)).
  { unfold bell; fold h; unfold Rdiv at 2; rewrite <- Rmult_assoc.
    apply Rmult_le_compat_r; [lra |].
    rewrite <- (exp_ln (snd s j)) at 1 by now apply W.
    rewrite <- exp_plus; apply exp_le'.
    apply (Rmult_le_reg_r (2 * sigma ^ 2)); [exact T |].
    rewrite Rmult_plus_distr_r; unfold Rdiv; rewrite !Rmult_assoc, Rinv_l, !Rmult_1_r by lra.
    lra. }
  assert (U : bell D sigma (x n) (fst s k) <= / h).
  { unfold bell; fold h; unfold Rdiv; rewrite <- (Rmult_1_l (/ h)) at 2.
    apply Rmult_le_compat_r; [lra |]; rewrite <- exp_0; apply exp_le'.
    assert (0 <= dist2 D (x n) (fst s k)) by (apply sum_nonneg; intros; apply pow2_ge_0).
    apply (Rmult_le_reg_r (2 * sigma ^ 2)); [exact T |].
    unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra; lra. }
  split.
  - unfold resp; apply Rmult_lt_0_compat; [now apply P | now apply Rinv_0_lt_compat].
  - unfold resp; apply (Rmult_le_reg_r (sumr K (fun i => snd s i * bell D sigma (x n) (fst s i))));
      [exact Z |].
    unfold Rdiv at 1; rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
    apply Rle_trans with (snd s k * / h).
    + apply Rmult_le_compat_l; [now apply Rlt_le, W | exact U].
    + apply Rle_trans with (snd s k * exp (cost / (2 * sigma ^ 2))
        * (exp (- cost / (2 * sigma ^ 2)) * / h)).
      * right; replace (- cost / (2 * sigma ^ 2)) with (- (cost / (2 * sigma ^ 2)))
          by (unfold Rdiv; ring).
        rewrite exp_Ropp; field; split; [apply Rgt_not_eq; exact H |].
        apply Rgt_not_eq, exp_pos.
      * apply Rmult_le_compat_l.
        -- apply Rlt_le, Rmult_lt_0_compat; [now apply W | apply exp_pos].
        -- now apply Rle_trans with (snd s j * bell D sigma (x n) (fst s j)).
Qed.

(** After a step weights are positive, and have grown by that factor at most. *)
Lemma step_at_most s :
  weighted s -> served s -> weighted (step s) /\
  forall k, (1 <= k <= K)%nat -> snd (step s) k <= snd s k * exp (cost / (2 * sigma ^ 2)).
Proof.
  intros W S; assert (P : 0 < INR N) by (apply lt_0_INR; lia); split.
  - intros k Hk; simpl; apply Rmult_lt_0_compat; [| now apply Rinv_0_lt_compat].
    apply sum_pos; [lia |]; intros n Hn; now apply resp_at_most.
  - intros k Hk; simpl; apply (Rmult_le_reg_r (INR N)); [exact P |].
    unfold Rdiv at 1; rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
    apply Rle_trans with (sumr N (fun _ => snd s k * exp (cost / (2 * sigma ^ 2)))).
    + apply sum_le; intros n Hn; now apply resp_at_most.
    + rewrite sum_const; right; apply Rmult_comm.
Qed.

(** The statement of the header. *)
Theorem sticky T s0 :
  weighted s0 -> (forall t, (t < T)%nat -> served (Nat.iter t step s0)) ->
  forall k, (1 <= k <= K)%nat ->
  snd (Nat.iter T step s0) k <= snd s0 k * exp (INR T * cost / (2 * sigma ^ 2)).
Proof.
  intros W S; assert (A : forall t, (t <= T)%nat ->
    weighted (Nat.iter t step s0) /\ forall k, (1 <= k <= K)%nat ->
    snd (Nat.iter t step s0) k <= snd s0 k * exp (INR t * cost / (2 * sigma ^ 2))).
  { induction t as [| t IH]; intros Ht.
    - split; [exact W |]; intros k Hk; simpl Nat.iter; simpl INR.
      unfold Rdiv; rewrite !Rmult_0_l, exp_0; lra.
    - destruct (IH ltac:(lia)) as [Wt Le].
      destruct (step_at_most _ Wt (S t ltac:(lia))) as [Ws Ls].
      split; [exact Ws |]; intros k Hk.
      apply Rle_trans with (snd (Nat.iter t step s0) k * exp (cost / (2 * sigma ^ 2)));
        [now apply Ls |].
      apply Rle_trans with (snd s0 k * exp (INR t * cost / (2 * sigma ^ 2))
        * exp (cost / (2 * sigma ^ 2))).
      + apply Rmult_le_compat_r; [apply Rlt_le, exp_pos | now apply Le].
      + right; rewrite Rmult_assoc, <- exp_plus, S_INR; f_equal; f_equal.
        field; apply Rgt_not_eq, sigma_pos. }
  intros k Hk; now apply A.
Qed.

End Sticky.
