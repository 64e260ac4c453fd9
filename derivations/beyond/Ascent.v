(* EM never lowers the likelihood, and raises it unless it stands still.

   One step of EM (fixed positive weights, common width sigma, only the centres move)
   lowers the softened distortion F = -2 sigma^2 ln(likelihood) + constant by at least
   the sum over the centres of (mass of the centre) times (squared length of its move).

   Why it is true: ln t <= t - 1, term by term, shows that F falls by at least as much as
   the squared distances, weighted with the old responsibilities (Jensen's inequality);
   and by Steiner's identity a weighted mean lowers those by mass times squared move.

   Assumed: nothing beside positive weights.  Dempster, Laird and Rubin (1977); the explicit
   amount is Steiner's identity. *)

From Coq Require Import Reals Lra Lia Arith.
From Hardlimit Require Import Vanishing.
From Beyond Require Import Centres Means Trajectories Optimisers.

Local Open Scope R_scope.

Section Ascent.

Variables (N K D : nat) (x : nat -> nat -> R) (pi : nat -> R).

Hypothesis N_pos : (1 <= N)%nat.
Hypothesis K_pos : (1 <= K)%nat.
Hypothesis pi_pos : forall k, (1 <= k <= K)%nat -> 0 < pi k.

Variable s : R.
Hypothesis s_pos : 0 < s.

(** One term of the mixture, without the factor that all terms share. *)
Definition part (mu : nat -> nat -> R) (n k : nat) : R :=
  pi k * exp (- away D x mu n k / (2 * s ^ 2)).

(** The terms are positive. *)
Lemma part_pos mu n k : (1 <= k <= K)%nat -> 0 < part mu n k.
Proof. intros Hk; apply Rmult_lt_0_compat; [now apply pi_pos | apply exp_pos]. Qed.

(** The responsibilities are the terms over their sum. *)
Lemma resp_parts mu n k :
  (1 <= k <= K)%nat -> resp K D x pi s mu n k = part mu n k / sumr K (part mu n).
Proof.
  intros Hk; unfold resp; pose proof (bell_scale_pos D s s_pos) as Hb.
  assert (A : forall j, pi j * bell D s (x n) (mu j)
    = part mu n j * / sqrt (2 * PI * s ^ 2) ^ D)
    by (intros j; unfold bell, part, away, Rdiv; ring).
  rewrite A, (sum_ext K (fun j => pi j * bell D s (x n) (mu j))
    (fun j => part mu n j * / sqrt (2 * PI * s ^ 2) ^ D)), sum_scal_r by (intros; apply A).
  pose proof (sum_pos K (part mu n) K_pos (fun k Hk => part_pos mu n k Hk)).
  change (fun i => part mu n i) with (part mu n); field; lra.
Qed.

(** They are positive. *)
Lemma resp_pos mu n k : (1 <= k <= K)%nat -> 0 < resp K D x pi s mu n k.
Proof.
  intros Hk; rewrite resp_parts by exact Hk; apply pos_div; [now apply part_pos |].
  apply sum_pos; [exact K_pos | intros; now apply part_pos].
Qed.

(** They sum to 1. *)
Lemma resp_one mu n : sumr K (fun k => resp K D x pi s mu n k) = 1.
Proof.
  pose proof (sum_pos K (part mu n) K_pos (fun k Hk => part_pos mu n k Hk)).
  rewrite (sum_ext K _ (fun k => part mu n k / sumr K (part mu n)))
    by (intros; now apply resp_parts).
  rewrite sum_div; change (fun i => part mu n i) with (part mu n); field; lra.
Qed.

(** Jensen's inequality: what one point gains. *)
Lemma point_gain mu nu n :
  sumr K (fun k => resp K D x pi s mu n k * (away D x mu n k - away D x nu n k))
  <= 2 * s ^ 2 * (ln (sumr K (part nu n)) - ln (sumr K (part mu n))).
Proof.
  pose proof (pow_lt s 2 s_pos) as H2; set (v := 2 * s ^ 2); assert (Hv : 0 < v) by (unfold v; lra).
  set (S := sumr K (part mu n)); set (T := sumr K (part nu n)).
  assert (HS : 0 < S) by (apply sum_pos; [exact K_pos | intros; now apply part_pos]).
  assert (HT : 0 < T) by (apply sum_pos; [exact K_pos | intros; now apply part_pos]).
  assert (Each : forall k, (1 <= k <= K)%nat ->
    resp K D x pi s mu n k * (away D x mu n k - away D x nu n k)
    <= v * (resp K D x pi s mu n k * (ln T - ln S)
            + (part nu n k / T - resp K D x pi s mu n k))).
  { intros k Hk; pose proof (part_pos mu n k Hk) as Pm; pose proof (part_pos nu n k Hk) as Pn.
    assert (A : 0 < part nu n k * S) by (apply Rmult_lt_0_compat; assumption).
    assert (B : 0 < part mu n k * T) by (apply Rmult_lt_0_compat; assumption).
    assert (L : ln (part nu n k * S / (part mu n k * T)) <= part nu n k * S / (part mu n k * T) - 1)
      by now apply ln_le_minus_1, pos_div.
    assert (E : ln (part nu n k * S / (part mu n k * T))
      = (away D x mu n k - away D x nu n k) / v + ln S - ln T).
    { rewrite ln_div', !ln_mult' by assumption.
      unfold part; rewrite !ln_mult', !ln_exp by (apply exp_pos || now apply pi_pos).
      fold v; field; lra. }
    rewrite E in L; rewrite resp_parts by exact Hk; fold S.
    assert (Pos : 0 < v * (part mu n k / S))
      by (apply Rmult_lt_0_compat; [exact Hv | now apply pos_div]).
    pose proof (Rmult_le_compat_l _ _ _ (Rlt_le _ _ Pos) L) as M.
    replace (v * (part mu n k / S) * ((away D x mu n k - away D x nu n k) / v + ln S - ln T))
      with (part mu n k / S * (away D x mu n k - away D x nu n k)
            - v * (part mu n k / S * (ln T - ln S))) in M by (field; lra).
    replace (v * (part mu n k / S) * (part nu n k * S / (part mu n k * T) - 1))
      with (v * (part nu n k / T - part mu n k / S)) in M by (field; lra).
    rewrite Rmult_plus_distr_l; lra. }
  eapply Rle_trans; [apply sum_le; exact Each |].
  rewrite sum_scal_l, sum_plus, sum_scal_r, sum_minus, resp_one, sum_div.
  fold T; right; field; lra.
Qed.

(** A weighted mean lowers the weighted squared distances by mass times squared move. *)
Lemma mean_gain mu k :
  (1 <= k <= K)%nat ->
  sumr N (fun n => resp K D x pi s mu n k
    * (away D x mu n k - away D x (em N K D x pi s mu) n k))
  = sumr N (fun n => resp K D x pi s mu n k) * dist2 D (mu k) (em N K D x pi s mu k).
Proof.
  intros Hk; set (r := fun n => resp K D x pi s mu n k); set (m := em N K D x pi s mu k).
  assert (Mass : sumr N r <> 0)
    by (apply Rgt_not_eq, sum_pos; [exact N_pos | intros; now apply resp_pos]).
  assert (Bal : forall e, sumr N (fun n => r n * (x n e - m e)) = 0)
    by (intros e; exact (mean_balances N r (fun n => x n e) Mass)).
  transitivity (sumr D (fun e => sumr N (fun n => r n * (mu k e - m e) ^ 2
    + - 2 * (mu k e - m e) * (r n * (x n e - m e))))).
  - rewrite sum_swap; apply sum_ext; intros n _; unfold away, dist2.
    rewrite <- sum_minus, <- sum_scal_l; apply sum_ext; intros e _.
    change (em N K D x pi s mu k e) with (m e); unfold r; ring.
  - unfold dist2; rewrite <- sum_scal_l; apply sum_ext; intros e _.
    rewrite sum_plus, sum_scal_r, sum_scal_l, Bal; ring.
Qed.

(** One step of EM lowers the softened distortion by mass times squared move. *)
Theorem ascent mu :
  softened N K D x pi s (em N K D x pi s mu)
  + sumr K (fun k => sumr N (fun n => resp K D x pi s mu n k)
                     * dist2 D (mu k) (em N K D x pi s mu k))
  <= softened N K D x pi s mu.
Proof.
  rewrite (sum_ext K _ (fun k => sumr N (fun n => resp K D x pi s mu n k
    * (away D x mu n k - away D x (em N K D x pi s mu) n k))))
    by (intros; symmetry; now apply mean_gain).
  rewrite sum_swap; unfold softened; rewrite <- !sum_scal_l, <- sum_plus.
  apply sum_le; intros n _; pose proof (point_gain mu (em N K D x pi s mu) n) as G.
  unfold part in G; lra.
Qed.

End Ascent.
