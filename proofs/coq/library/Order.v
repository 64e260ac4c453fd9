(* Inequalities: from a gap of known sign, from other inequalities times factors,
   by transitivity, under logarithms and exponentials, and about absolute values. *)

From Coq Require Import Reals Lra Arith.
From Hardlimit Require Export Signs Logs.

Local Open Scope R_scope.

Lemma le_of_gap a b g : b - a = g -> 0 <= g -> a <= b.
Proof. lra. Qed.

Lemma lt_of_gap a b g : b - a = g -> 0 < g -> a < b.
Proof. lra. Qed.

(** What one line adds to a combination: c (b - a) for a known a <= b and c >= 0. *)
Lemma part_eq a b c : a = b -> 0 <= c * (b - a).
Proof. intros ->; lra. Qed.

Lemma part_le a b c : 0 <= c -> a <= b -> 0 <= c * (b - a).
Proof. intros; apply Rmult_le_pos; lra. Qed.

Lemma part_lt a b c : 0 < c -> a < b -> 0 < c * (b - a).
Proof. intros; apply Rmult_lt_0_compat; lra. Qed.

(** Transitivity where one of two lines is an equation. *)
Lemma eq_le_trans a b c : a = b -> b <= c -> a <= c.
Proof. now intros ->. Qed.

Lemma le_eq_trans a b c : a <= b -> b = c -> a <= c.
Proof. now intros H <-. Qed.

Lemma eq_lt_trans a b c : a = b -> b < c -> a < c.
Proof. now intros ->. Qed.

Lemma lt_eq_trans a b c : a < b -> b = c -> a < c.
Proof. now intros H <-. Qed.

Lemma gradient_eq f x l m :
  derivable_pt_lim f x l -> l = m -> derivable_pt_lim f x m.
Proof. now intros H <-. Qed.

(** The tangent of the logarithm at 1. *)
Lemma log_bound t b : b = t - 1 -> 0 < t -> ln t <= b.
Proof. intros -> Ht; now apply ln_le_minus_1. Qed.

Lemma log_bound_strict t b : b = t - 1 -> 0 < t -> t <> 1 -> ln t < b.
Proof. intros -> Ht H1; now apply ln_lt_minus_1. Qed.

(** Order under logarithms; a number u stands for log e^u. *)
Lemma ln_le_number a b u : b = exp u -> 0 < a -> a <= b -> ln a <= u.
Proof. intros -> Ha H; rewrite <- (ln_exp u); now apply ln_le'. Qed.

Lemma ln_lt_number a b u : b = exp u -> 0 < a -> a < b -> ln a < u.
Proof. intros -> Ha H; rewrite <- (ln_exp u); now apply ln_lt. Qed.

Lemma number_le_ln a b u : a = exp u -> 0 < a -> a <= b -> u <= ln b.
Proof. intros -> Ha H; rewrite <- (ln_exp u); now apply ln_le'. Qed.

Lemma number_lt_ln a b u : a = exp u -> 0 < a -> a < b -> u < ln b.
Proof. intros -> Ha H; rewrite <- (ln_exp u); now apply ln_lt. Qed.

(** Order under exponentials; 1 stands for e^0. *)
Lemma one_le_exp a : 0 <= a -> 1 <= exp a.
Proof. intros; rewrite <- exp_0; now apply exp_le'. Qed.

Lemma one_lt_exp a : 0 < a -> 1 < exp a.
Proof. intros; rewrite <- exp_0; now apply exp_lt. Qed.

(** Absolute values. *)
Lemma abs_keeps u b : b = u -> 0 <= u -> Rabs u = b.
Proof. intros -> H; now apply Rabs_pos_eq. Qed.

Lemma abs_flips u b : b = - u -> 0 <= - u -> Rabs u = b.
Proof. intros -> H; apply Rabs_left1; lra. Qed.

Lemma abs_le u b : u <= b -> - u <= b -> Rabs u <= b.
Proof. intros; apply Rabs_le; lra. Qed.

Lemma abs_lt u b : u < b -> - u < b -> Rabs u < b.
Proof. intros; apply Rabs_def1; lra. Qed.

