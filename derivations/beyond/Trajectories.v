(* EM follows Lloyd for any fixed number of steps.

   K Gaussian bells with fixed positive weights pi and one common width sigma; only the
   centres are learnt.  Start EM and Lloyd's algorithm (k-means) from the same centres.
   If Lloyd's steps 0, ..., T - 1 meet no tie (every point has one strictly nearest
   centre) and no empty cluster, then as sigma falls to 0 the centres of EM after t
   steps tend to Lloyd's centres after t steps, for every t <= T.

   Why it is true: one step at a time.  Divide a responsibility by the term of the
   nearest centre: every other term is exp of -(difference of squared distances) /
   (2 sigma^2).  The differences stay above a positive number when the centres
   themselves move a little with sigma, so those terms vanish and the responsibilities
   become 0 and 1; the weighted means become Lloyd's means, as no cluster is empty.
   The centres after a step then move a little with sigma again, which is what the next
   step needs.

   Assumed: the weights are positive and fixed, the width is common.  Not claimed: a
   statement about all steps at once; the two limits (sigma to 0, T to infinity) must
   not be exchanged.  The single step is in every textbook (Bishop, section 9.3.2), for
   centres that stand still; the statement about trajectories is folklore. *)

From Coq Require Import Reals Lra Lia Arith.
From Hardlimit Require Import Vanishing Finite.
From Beyond Require Import Centres.

Local Open Scope R_scope.

(** The Gaussian bell of width sigma around m, at the point a of D coordinates. *)
Definition bell (D : nat) (sigma : R) (a m : nat -> R) : R :=
  exp (- dist2 D a m / (2 * sigma ^ 2)) / sqrt (2 * PI * sigma ^ 2) ^ D.

(** The height of a bell is positive. *)
Lemma bell_scale_pos D sigma : 0 < sigma -> 0 < sqrt (2 * PI * sigma ^ 2) ^ D.
Proof.
  intros Hs; apply pow_lt, sqrt_lt_R0; pose proof PI_RGT_0; pose proof (pow_lt sigma 2 Hs).
  apply Rmult_lt_0_compat; lra.
Qed.

Section Trajectories.

Variables (N K D : nat) (x : nat -> nat -> R) (pi : nat -> R).

(** The responsibility of the k-th bell for the n-th point. *)
Definition resp (sigma : R) (mu : nat -> nat -> R) (n k : nat) : R :=
  pi k * bell D sigma (x n) (mu k) / sumr K (fun j => pi j * bell D sigma (x n) (mu j)).

(** The step of EM: every centre moves to the mean weighted by its responsibilities. *)
Definition em (sigma : R) (mu : nat -> nat -> R) (k e : nat) : R :=
  sumr N (fun n => resp sigma mu n k * x n e) / sumr N (fun n => resp sigma mu n k).

Hypothesis pi_pos : forall k, (1 <= k <= K)%nat -> 0 < pi k.

(** A responsibility depends only on how much farther a centre is than a chosen one. *)
Lemma resp_shift sigma mu n k o :
  0 < sigma -> (1 <= k <= K)%nat ->
  resp sigma mu n k
  = pi k * exp (- (away D x mu n k - away D x mu n o) / (2 * sigma ^ 2))
    / sumr K (fun j => pi j * exp (- (away D x mu n j - away D x mu n o) / (2 * sigma ^ 2))).
Proof.
  intros Hs Hk; pose proof (bell_scale_pos D sigma Hs) as Hb; pose proof (pow_lt sigma 2 Hs).
  set (E := fun j => exp (- (away D x mu n j - away D x mu n o) / (2 * sigma ^ 2))).
  set (c := exp (- away D x mu n o / (2 * sigma ^ 2)) / sqrt (2 * PI * sigma ^ 2) ^ D).
  assert (A : forall j, pi j * bell D sigma (x n) (mu j) = c * (pi j * E j)).
  { intros j; unfold bell, c, E, away.
    replace (- dist2 D (x n) (mu j) / (2 * sigma ^ 2))
      with (- dist2 D (x n) (mu o) / (2 * sigma ^ 2)
            + - (dist2 D (x n) (mu j) - dist2 D (x n) (mu o)) / (2 * sigma ^ 2))
      by (field; lra).
    rewrite exp_plus; field; lra. }
  assert (Hc : 0 < c) by (apply pos_div; [apply exp_pos | exact Hb]).
  assert (Hd : 0 < sumr K (fun j => pi j * E j)).
  { apply sum_pos; [lia |]; intros j Hj.
    apply Rmult_lt_0_compat; [now apply pi_pos | apply exp_pos]. }
  unfold resp; rewrite A, (sum_ext K _ (fun j => c * (pi j * E j))), sum_scal_l
    by (intros; apply A).
  change (c * (pi k * E k) / (c * sumr K (fun j => pi j * E j))
          = pi k * E k / sumr K (fun j => pi j * E j)).
  field; lra.
Qed.

(** exp (- g / (2 s^2)) vanishes with s although g moves, if its limit is positive. *)
Lemma exp_moving g l :
  0 < l -> tends_to g l -> tends_to (fun s => exp (- g s / (2 * s ^ 2))) 0.
Proof.
  intros Hl Hg; destruct (lim_pos (fun s => g s - l / 2) (l - l / 2)) as [d [Hd P]].
  { lra. }
  { apply lim_minus; [exact Hg | apply lim_const]. }
  apply (lim_squeeze_near d (fun _ => 0) _ (fun s => exp (- (l / 2) / (2 * s ^ 2))));
    [exact Hd | | apply lim_const | apply lim_exp_inv_scaled; [lra | lra | lia]].
  intros s Hs; split; [apply Rlt_le, exp_pos |]; specialize (P s Hs).
  apply exp_le', Rmult_le_compat_r; [| lra].
  apply nonneg_inv; pose proof (pow_lt s 2 (proj1 Hs)); lra.
Qed.

Section Step.

(** Centres m that move with sigma and tend to mu. *)
Variables (m : R -> nat -> nat -> R) (mu : nat -> nat -> R).
Hypothesis moves : forall k e, (1 <= k <= K)%nat -> (1 <= e <= D)%nat ->
  tends_to (fun s => m s k e) (mu k e).

(** Their squared distances tend to those of mu. *)
Lemma away_limit n k :
  (1 <= k <= K)%nat -> tends_to (fun s => away D x (m s) n k) (away D x mu n k).
Proof.
  intros Hk; apply (lim_sum D (fun s e => (x n e - m s k e) ^ 2)); intros e He.
  apply lim_pow, lim_minus; [apply lim_const | now apply moves].
Qed.

(** Without ties the responsibilities tend to 0 and 1. *)
Lemma resp_limit n k :
  no_tie N K D x mu -> (1 <= n <= N)%nat -> (1 <= k <= K)%nat ->
  tends_to (fun s => resp s (m s) n k) (delta (owner K D x mu n) k).
Proof.
  intros Ht Hn Hk; set (o := owner K D x mu n).
  assert (Ho : (1 <= o <= K)%nat) by (apply owner_range; lia).
  assert (L : forall j, (1 <= j <= K)%nat -> tends_to (fun s =>
    pi j * exp (- (away D x (m s) n j - away D x (m s) n o) / (2 * s ^ 2)))
    (delta o j * pi j)).
  { intros j Hj; rewrite Rmult_comm; apply lim_scal.
    destruct (Nat.eq_dec j o) as [-> | Ne].
    - rewrite delta_same; apply (lim_ext (fun _ => 1)); [| apply lim_const].
      intros s _; replace (_ / _) with 0; [now rewrite exp_0 |].
      unfold Rdiv; rewrite Rminus_diag_eq by reflexivity; ring.
    - rewrite delta_neq by congruence.
      apply (exp_moving _ (away D x mu n j - away D x mu n o)).
      + specialize (Ht n j Hn Hj Ne); fold o in Ht; lra.
      + apply lim_minus; now apply away_limit. }
  apply (lim_ext (fun s => pi k
    * exp (- (away D x (m s) n k - away D x (m s) n o) / (2 * s ^ 2))
    / sumr K (fun j => pi j
        * exp (- (away D x (m s) n j - away D x (m s) n o) / (2 * s ^ 2))))).
  { intros s Hs; symmetry; now apply resp_shift. }
  pose proof (pi_pos o Ho).
  replace (delta o k) with (delta o k * pi k / sumr K (fun j => delta o j * pi j)).
  - apply lim_div; [| now apply L |].
    + rewrite sum_delta_r by exact Ho; lra.
    + now apply (lim_sum K (fun s j => pi j
        * exp (- (away D x (m s) n j - away D x (m s) n o) / (2 * s ^ 2)))).
  - rewrite sum_delta_r by exact Ho.
    destruct (Nat.eq_dec o k) as [<- | Ne]; [rewrite delta_same | rewrite delta_neq by exact Ne];
      field; lra.
Qed.

(** One step of EM from the moving centres tends to Lloyd's step from their limit. *)
Lemma step_limit k e :
  no_tie N K D x mu -> no_empty N K D x mu -> (1 <= k <= K)%nat ->
  tends_to (fun s => em s (m s) k e) (lloyd N K D x mu k e).
Proof.
  intros Ht He Hk; apply lim_div.
  - apply Rgt_not_eq; now apply size_pos, He.
  - apply (lim_sum N (fun s n => resp s (m s) n k * x n e)); intros n Hn.
    apply lim_mult; [now apply resp_limit | apply lim_const].
  - apply (lim_sum N (fun s n => resp s (m s) n k)); intros n Hn; now apply resp_limit.
Qed.

End Step.

(** EM after t steps tends to Lloyd after t steps, as long as Lloyd met no tie and no
    empty cluster before. *)
Theorem trajectories T mu0 :
  (forall t, (t < T)%nat -> no_tie N K D x (Nat.iter t (lloyd N K D x) mu0)
                            /\ no_empty N K D x (Nat.iter t (lloyd N K D x) mu0)) ->
  forall t k e, (t <= T)%nat -> (1 <= k <= K)%nat -> (1 <= e <= D)%nat ->
  tends_to (fun sigma => Nat.iter t (em sigma) mu0 k e)
           (Nat.iter t (lloyd N K D x) mu0 k e).
Proof.
  intros Reg t; induction t as [| t IH]; intros k e Ht Hk He.
  - exact (lim_const (mu0 k e)).
  - destruct (Reg t) as [Tie Emp]; [lia |].
    apply (step_limit (fun s => Nat.iter t (em s) mu0) (Nat.iter t (lloyd N K D x) mu0));
      try assumption.
    intros; apply IH; [lia | assumption | assumption].
Qed.

End Trajectories.
