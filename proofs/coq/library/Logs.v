(* Logarithms, exponentials and real powers: the inequality ln t <= t - 1, the
   laws of ln and exp, monotonicity, and powers with constant exponents. *)

From Coq Require Import Reals Lra Lia.
From Hardlimit Require Export Signs.

Local Open Scope R_scope.

(** The tangent at 1 *)

Lemma exp_ge_tangent t : 1 + t <= exp t.
Proof. apply exp_ineq1_le. Qed.

Lemma exp_gt_tangent t : t <> 0 -> 1 + t < exp t.
Proof.
  intros Ht; replace (exp t) with (exp (t / 2) * exp (t / 2))
    by (rewrite <- exp_plus; f_equal; field).
  pose proof (exp_ge_tangent (t / 2)) as H; pose proof (exp_pos (t / 2)) as Hp.
  assert (Hsq : 0 < t / 2 * (t / 2)) by (apply pos_square; lra).
  destruct (Rle_dec 0 (1 + t / 2)) as [Hh | Hh].
  - assert ((1 + t / 2) * (1 + t / 2) <= exp (t / 2) * exp (t / 2))
      by (apply Rmult_le_compat; lra).
    lra.
  - assert (0 < exp (t / 2) * exp (t / 2)) by hl_signs; lra.
Qed.

Lemma ln_le_minus_1 t : 0 < t -> ln t <= t - 1.
Proof. intros Ht; pose proof (exp_ge_tangent (ln t)); rewrite exp_ln in *; lra. Qed.

Lemma ln_lt_minus_1 t : 0 < t -> t <> 1 -> ln t < t - 1.
Proof.
  intros Ht H1; assert (ln t <> 0) as H0.
  { intros E; apply H1; rewrite <- (exp_ln t Ht), E; apply exp_0. }
  pose proof (exp_gt_tangent (ln t) H0); rewrite exp_ln in *; lra.
Qed.

Lemma ln_eq_minus_1 t : 0 < t -> ln t = t - 1 -> t = 1.
Proof.
  intros Ht E; destruct (Req_EM_T t 1) as [H | H]; [exact H |].
  pose proof (ln_lt_minus_1 t Ht H); lra.
Qed.

(** Laws of ln *)

Lemma ln_mult' a b : 0 < a -> 0 < b -> ln (a * b) = ln a + ln b.
Proof. intros; now apply ln_mult. Qed.

Lemma ln_inv' a : 0 < a -> ln (/ a) = - ln a.
Proof.
  intros Ha; assert (0 < / a) by hl_signs.
  assert (ln (a * / a) = ln a + ln (/ a)) as E by now apply ln_mult'.
  rewrite Rinv_r, ln_1 in E by lra; lra.
Qed.

Lemma ln_div' a b : 0 < a -> 0 < b -> ln (a / b) = ln a - ln b.
Proof.
  intros; unfold Rdiv; rewrite ln_mult', ln_inv' by hl_signs; ring.
Qed.

Lemma ln_pow' a n : 0 < a -> ln (a ^ n) = INR n * ln a.
Proof.
  intros Ha; induction n as [| n IH]; [simpl; rewrite ln_1; ring |].
  change (a ^ S n) with (a * a ^ n).
  rewrite ln_mult', IH, S_INR by hl_signs; ring.
Qed.

Lemma ln_sqrt' a : 0 < a -> ln (sqrt a) = ln a / 2.
Proof.
  intros Ha; assert (ln (sqrt a * sqrt a) = ln (sqrt a) + ln (sqrt a)) as E
    by (apply ln_mult'; hl_signs).
  rewrite sqrt_sqrt in E by lra; lra.
Qed.

Lemma ln_Rpower' a b : ln (Rpower a b) = b * ln a.
Proof. apply ln_exp. Qed.

Lemma exp_ln' a : 0 < a -> exp (ln a) = a.
Proof. apply exp_ln. Qed.

Lemma ln_exp' a : ln (exp a) = a.
Proof. apply ln_exp. Qed.

(** Laws of exp *)

Lemma exp_plus' a b : exp (a + b) = exp a * exp b.
Proof. apply exp_plus. Qed.

Lemma exp_opp' a : exp (- a) = / exp a.
Proof. apply exp_Ropp. Qed.

Lemma exp_minus' a b : exp (a - b) = exp a / exp b.
Proof. unfold Rminus, Rdiv; now rewrite exp_plus, exp_Ropp. Qed.

Lemma exp_pow' a n : exp a ^ n = exp (INR n * a).
Proof.
  induction n as [| n IH]; [simpl; now rewrite Rmult_0_l, exp_0 |].
  change (exp a ^ S n) with (exp a * exp a ^ n).
  rewrite IH, <- exp_plus, S_INR; f_equal; ring.
Qed.

(** Monotonicity *)

Lemma exp_lt a b : a < b -> exp a < exp b.
Proof. apply exp_increasing. Qed.

Lemma exp_le' a b : a <= b -> exp a <= exp b.
Proof. intros [H | ->]; [apply Rlt_le; now apply exp_lt | lra]. Qed.

Lemma exp_lt_inv' a b : exp a < exp b -> a < b.
Proof.
  intros H; destruct (Rlt_le_dec a b) as [L | L]; [exact L |].
  pose proof (exp_le' b a L); lra.
Qed.

Lemma ln_lt a b : 0 < a -> a < b -> ln a < ln b.
Proof. apply ln_increasing. Qed.

Lemma ln_le' a b : 0 < a -> a <= b -> ln a <= ln b.
Proof. intros Ha [H | ->]; [apply Rlt_le; now apply ln_lt | lra]. Qed.

(** Signs of logarithms. *)
Lemma ln_below_one u : 0 <= 1 - u -> 0 <= - ln u.
Proof.
  intros H; destruct (Rlt_dec 0 u) as [Hu | Hu].
  - assert (ln u <= ln 1) by (apply ln_le'; lra); rewrite ln_1 in *; lra.
  - rewrite ln_of_negative; lra.
Qed.

Lemma ln_under_one u : 0 < u -> 0 < 1 - u -> 0 < - ln u.
Proof.
  intros Hu H; assert (ln u < ln 1) by (apply ln_increasing; lra); rewrite ln_1 in *; lra.
Qed.

Lemma xlogy_below_one q u : 0 <= q -> 0 <= 1 - u -> 0 <= - xlogy q u.
Proof.
  intros Hq H; rewrite xlogy_total; apply ln_below_one in H.
  replace (- (q * ln u)) with (q * - ln u) by ring; now apply Rmult_le_pos.
Qed.

Lemma xlogy_above_one q u : 0 <= q -> 0 <= u - 1 -> 0 <= xlogy q u.
Proof.
  intros Hq H; rewrite xlogy_total; apply Rmult_le_pos; [exact Hq |].
  rewrite <- ln_1; apply ln_le'; lra.
Qed.

Lemma exp_le_1 a : a <= 0 -> exp a <= 1.
Proof. intros; rewrite <- exp_0; now apply exp_le'. Qed.

Lemma exp_lt_1 a : a < 0 -> exp a < 1.
Proof. intros; rewrite <- exp_0; now apply exp_lt. Qed.

(** Real powers *)

Lemma Rpower_opp' a b : Rpower a (- b) = / Rpower a b.
Proof. apply Rpower_Ropp. Qed.

Lemma Rpower_one a : 0 < a -> Rpower a 1 = a.
Proof. apply Rpower_1. Qed.

Lemma Rpower_plus' a b c : Rpower a (b + c) = Rpower a b * Rpower a c.
Proof. apply Rpower_plus. Qed.

Lemma sqrt_square_pow a : 0 <= a -> sqrt a ^ 2 = a.
Proof. intros; simpl; rewrite Rmult_1_r; now apply sqrt_sqrt. Qed.
