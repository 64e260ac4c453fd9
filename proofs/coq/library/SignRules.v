(* Rules of sign: when a sum, product, quotient, power, least value ... is
   positive, nonnegative, negative or nonzero.  Some are in the standard library
   under names that differ between releases. *)

From Coq Require Import Reals Lra Lia Arith.
From Hardlimit Require Export Maps GammaFunction.

Local Open Scope R_scope.

(** The logarithm is total here. *)
Lemma ln_of_negative u : u <= 0 -> ln u = 0.
Proof. intros H; unfold ln; destruct (Rlt_dec 0 u); [exfalso; lra | reflexivity]. Qed.

Lemma pos_of_lt a b : a < b -> 0 <= a -> 0 < b. Proof. lra. Qed.
Lemma pos_of_le a b : a <= b -> 0 < a -> 0 < b. Proof. lra. Qed.
Lemma pos_of_eq a b : b = a -> 0 < a -> 0 < b. Proof. lra. Qed.
Lemma nonneg_of_le a b : a <= b -> 0 <= a -> 0 <= b. Proof. lra. Qed.
Lemma nonneg_of_lt a b : a < b -> 0 <= a -> 0 <= b. Proof. lra. Qed.
Lemma nonneg_of_eq a b : b = a -> 0 <= a -> 0 <= b. Proof. lra. Qed.
Lemma neg_of_lt a b : a < b -> b <= 0 -> a < 0. Proof. lra. Qed.
Lemma nonzero_of_pos a : 0 < a -> a <> 0. Proof. lra. Qed.
Lemma nonzero_of_neg a : a < 0 -> a <> 0. Proof. lra. Qed.
Lemma nonzero_sym a : a <> 0 -> 0 <> a. Proof. lra. Qed.
Lemma nonzero_of_eq a b : b = a -> a <> 0 -> b <> 0. Proof. lra. Qed.
Lemma pos_plus_l a b : 0 < a -> 0 <= b -> 0 < a + b. Proof. lra. Qed.
Lemma pos_plus_r a b : 0 <= a -> 0 < b -> 0 < a + b. Proof. lra. Qed.
Lemma nonneg_plus a b : 0 <= a -> 0 <= b -> 0 <= a + b. Proof. lra. Qed.
Lemma pos_minus a b : b < a -> 0 < a - b. Proof. lra. Qed.
Lemma pos_minus_neg a b : 0 < a -> b <= 0 -> 0 < a - b. Proof. lra. Qed.
Lemma nonneg_minus a b : b <= a -> 0 <= a - b. Proof. lra. Qed.
Lemma nonneg_minus_neg a b : 0 <= a -> b <= 0 -> 0 <= a - b. Proof. lra. Qed.
Lemma nonzero_minus a b : a <> b -> a - b <> 0. Proof. lra. Qed.
Lemma nonzero_opp a : a <> 0 -> - a <> 0. Proof. lra. Qed.
Lemma pos_opp a : a < 0 -> 0 < - a. Proof. lra. Qed.
Lemma nonneg_opp a : a <= 0 -> 0 <= - a. Proof. lra. Qed.
Lemma neg_opp a : 0 < a -> - a < 0. Proof. lra. Qed.
Lemma nonpos_opp a : 0 <= a -> - a <= 0. Proof. lra. Qed.
Lemma neg_plus a b : a < 0 -> b <= 0 -> a + b < 0. Proof. lra. Qed.
Lemma nonpos_plus a b : a <= 0 -> b <= 0 -> a + b <= 0. Proof. lra. Qed.
Lemma neg_minus a b : a < b -> a - b < 0. Proof. lra. Qed.
Lemma nonpos_minus a b : a <= b -> a - b <= 0. Proof. lra. Qed.

Lemma nonzero_mult a b : a <> 0 -> b <> 0 -> a * b <> 0.
Proof. intros Ha Hb E; destruct (Rmult_integral a b E); contradiction. Qed.

Lemma nonzero_div a b : a <> 0 -> b <> 0 -> a / b <> 0.
Proof. intros Ha Hb; apply nonzero_mult; [exact Ha | now apply Rinv_neq_0_compat]. Qed.

Lemma pos_div a b : 0 < a -> 0 < b -> 0 < a / b.
Proof. intros; apply Rmult_lt_0_compat; [| apply Rinv_0_lt_compat]; assumption. Qed.

Lemma nonneg_inv a : 0 < a -> 0 <= / a.
Proof. intros; now apply Rlt_le, Rinv_0_lt_compat. Qed.

Lemma nonneg_div a b : 0 <= a -> 0 < b -> 0 <= a / b.
Proof. intros; apply Rmult_le_pos; [| apply nonneg_inv]; assumption. Qed.

Lemma neg_mult_l a b : a < 0 -> 0 < b -> a * b < 0.
Proof. intros; assert (0 < - a * b) by (apply Rmult_lt_0_compat; lra); lra. Qed.

Lemma neg_mult_r a b : 0 < a -> b < 0 -> a * b < 0.
Proof. intros; rewrite Rmult_comm; now apply neg_mult_l. Qed.

Lemma neg_div a b : a < 0 -> 0 < b -> a / b < 0.
Proof. intros; apply neg_mult_l; [| apply Rinv_0_lt_compat]; assumption. Qed.

Lemma nonpos_mult_l a b : a <= 0 -> 0 <= b -> a * b <= 0.
Proof. intros; assert (0 <= - a * b) by (apply Rmult_le_pos; lra); lra. Qed.

Lemma nonpos_mult_r a b : 0 <= a -> b <= 0 -> a * b <= 0.
Proof. intros; rewrite Rmult_comm; now apply nonpos_mult_l. Qed.

Lemma nonpos_div a b : a <= 0 -> 0 < b -> a / b <= 0.
Proof. intros; apply nonpos_mult_l; [| apply nonneg_inv]; assumption. Qed.

Lemma pos_square a : a <> 0 -> 0 < a * a.
Proof. intros; apply Rsqr_pos_lt; assumption. Qed.

Lemma nonneg_square a : 0 <= a * a.
Proof. apply Rle_0_sqr. Qed.

Lemma pos_nonneg x : 0 <= pos x.
Proof. unfold pos; pose proof (Rabs_pos x); pose proof (Rle_abs (- x)); rewrite Rabs_Ropp in *; lra. Qed.

Lemma pos_pos x : 0 < x -> 0 < pos x.
Proof. intros H; unfold pos; pose proof (Rle_abs x); lra. Qed.

Lemma larger_is a b : larger a b = Rmax a b.
Proof.
  unfold larger, Rmax, Rabs; destruct (Rle_dec a b), (Rcase_abs (a - b)); lra.
Qed.

Lemma smaller_is a b : smaller a b = Rmin a b.
Proof.
  unfold smaller, Rmin, Rabs; destruct (Rle_dec a b), (Rcase_abs (a - b)); lra.
Qed.

Lemma larger_pos a b : 0 < a \/ 0 < b -> 0 < larger a b.
Proof. intros [|]; rewrite larger_is; unfold Rmax; destruct (Rle_dec a b); lra. Qed.

Lemma larger_nonneg a b : 0 <= a \/ 0 <= b -> 0 <= larger a b.
Proof. intros [|]; rewrite larger_is; unfold Rmax; destruct (Rle_dec a b); lra. Qed.

Lemma smaller_pos a b : 0 < a -> 0 < b -> 0 < smaller a b.
Proof. intros; rewrite smaller_is; unfold Rmin; destruct (Rle_dec a b); lra. Qed.

Lemma smaller_nonneg a b : 0 <= a -> 0 <= b -> 0 <= smaller a b.
Proof. intros; rewrite smaller_is; unfold Rmin; destruct (Rle_dec a b); lra. Qed.

Lemma reaches_nonneg a b : 0 <= reaches a b.
Proof. apply ind_nonneg. Qed.

Lemma decay_pos x : 0 < decay x.
Proof. unfold decay; apply exp_pos. Qed.

Lemma logistic_pos x : 0 < logistic x.
Proof. unfold logistic; apply Rinv_0_lt_compat; pose proof (exp_pos (- x)); lra. Qed.

Lemma nonneg_pow_even a n : 0 <= a ^ (2 * n).
Proof. rewrite pow_mult; apply pow_le; simpl; rewrite Rmult_1_r; apply nonneg_square. Qed.

Lemma pos_pow_even a n : a <> 0 -> 0 < a ^ (2 * n).
Proof.
  intros; rewrite pow_mult; apply pow_lt; simpl; rewrite Rmult_1_r.
  now apply pos_square.
Qed.

Lemma pos_INR' n : (1 <= n)%nat -> 0 < INR n.
Proof. intros; apply lt_0_INR; lia. Qed.

Lemma pos_Rpower a b : 0 < Rpower a b.
Proof. apply exp_pos. Qed.

Lemma pos_ln a : 1 < a -> 0 < ln a.
Proof. intros; rewrite <- ln_1; apply ln_increasing; lra. Qed.

Lemma pos_Rmin a b : 0 < a -> 0 < b -> 0 < Rmin a b.
Proof. intros; now apply Rmin_pos. Qed.

Lemma nonneg_minus_delta i j : 0 <= 1 - delta i j.
Proof. pose proof (delta_le_1 i j); lra. Qed.

Lemma nonneg_minus_ind a b : 0 <= 1 - ind a b.
Proof. pose proof (ind_le_1 a b); lra. Qed.

Lemma min_nonneg n f :
  (forall i, (1 <= i <= n)%nat -> 0 <= f i) -> 0 <= minr n f.
Proof.
  intros H; destruct n; [simpl; lra | apply min_glb; [lia | exact H]].
Qed.

Lemma pos_delta_same i j : i = j -> 0 < delta i j.
Proof. intros ->; rewrite delta_same; lra. Qed.

Lemma pos_ind_same a b : a = b -> 0 < ind a b.
Proof. intros ->; rewrite ind_true by reflexivity; lra. Qed.

Lemma min_ties_pos' n (p f : nat -> R) :
  (1 <= n)%nat -> (forall i, (1 <= i <= n)%nat -> 0 < p i) ->
  0 < sumr n (fun k => ind (f k) (minr n f) * p k).
Proof.
  intros Hn Hp; rewrite (sum_ext n _ (fun k => p k * ind (f k) (minr n f))).
  - now apply min_ties_pos.
  - intros; ring.
Qed.
