(* Inequalities: from a gap of known sign, from other inequalities times factors,
   by transitivity, under logarithms and exponentials, and about absolute values. *)

From Coq Require Import Reals Lra Lia Arith.
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


(** A sign is that of the product with a positive factor taken out, or put in. *)
Lemma pos_equal p e : 0 < p -> e = p -> 0 < e.
Proof. now intros H ->. Qed.

Lemma nonneg_equal p e : 0 <= p -> e = p -> 0 <= e.
Proof. now intros H ->. Qed.

Lemma pos_factored c r e : 0 < c -> 0 < r -> e = c * r -> 0 < e.
Proof. intros Hc Hr ->; now apply Rmult_lt_0_compat. Qed.

Lemma nonneg_factored c r e : 0 < c -> 0 <= r -> e = c * r -> 0 <= e.
Proof. intros Hc Hr ->; apply Rmult_le_pos; lra. Qed.

Lemma pos_cleared d c e : 0 < d -> 0 < c -> e * d = c -> 0 < e.
Proof. intros Hd Hc E; apply (Rmult_lt_reg_r d); lra. Qed.

Lemma nonneg_cleared d c e : 0 < d -> 0 <= c -> e * d = c -> 0 <= e.
Proof. intros Hd Hc E; apply (Rmult_le_reg_r d); lra. Qed.

Lemma nonzero_cleared d c e : d <> 0 -> c <> 0 -> e * d = c -> e <> 0.
Proof. intros Hd Hc E H; apply Hc; rewrite <- E, H; ring. Qed.

Lemma indicator_mult a b : 0 <= a <= 1 -> 0 <= b <= 1 -> 0 <= a * b <= 1.
Proof.
  intros Ha Hb; split; [apply Rmult_le_pos; lra |].
  apply (Rle_trans _ (1 * b)); [apply Rmult_le_compat_r; lra | lra].
Qed.

Lemma ind_between a b : 0 <= ind a b <= 1.
Proof. unfold ind; destruct (Req_EM_T a b); lra. Qed.

Lemma delta_between i j : 0 <= delta i j <= 1.
Proof. unfold delta; destruct (Nat.eq_dec i j); lra. Qed.

(** What follows by linear arithmetic from a known line [H]. *)
Ltac hl_from H :=
  lazymatch goal with
  | |- _ <> _ => let E := fresh in intros E; apply H; lra
  | |- _ => lra
  end.

(** An equation of fields whose denominators have known signs. *)
Ltac hl_field := first [ring | field; repeat split; hl_signs].

(** 0 <= 1 - p for a product p of indicators. *)
Ltac hl_between :=
  lazymatch goal with
  | |- 0 <= _ * _ <= 1 => apply indicator_mult; hl_between
  | |- 0 <= ind _ _ <= 1 => apply ind_between
  | |- 0 <= delta _ _ <= 1 => apply delta_between
  end.

Ltac hl_below_one :=
  lazymatch goal with
  | |- 0 <= 1 - ?p => let H := fresh in assert (0 <= p <= 1) as H by hl_between; lra
  end.

(** Two places differ, by the numbers that they are; at most one of them is met. *)
Ltac hl_places := let E := fresh in intros E; apply (f_equal INR) in E; simpl in *; lra.

Ltac hl_apart :=
  unfold delta;
  repeat match goal with |- context [Nat.eq_dec ?i ?j] => destruct (Nat.eq_dec i j) end;
  first [lra | exfalso; lia].

(** 0 <= |u| + u and 0 <= |u| - u. *)
Ltac hl_below_abs u :=
  let H := fresh in
  let J := fresh in
  pose proof (Rle_abs u) as H; pose proof (Rle_abs (- u)) as J;
  rewrite Rabs_Ropp in J; lra.

(** |u| and 1[a = b] where what is known decides them. *)
Ltac hl_sided :=
  unfold reaches, sgn, pos, larger, smaller;
  repeat match goal with
    | |- context [Rabs ?v] =>
      first [rewrite (Rabs_pos_eq v) by lra | rewrite (Rabs_left1 v) by lra]
    | |- context [ind ?a ?b] =>
      first [rewrite (ind_true a b) by lra | rewrite (ind_false a b) by lra]
    end.

(** What stands within |u| and 1[a = b] written alike wherever it is equal. *)
Ltac hl_alike :=
  let same := (f_equal; first [ring | lra]) in
  repeat match goal with
    | |- context [Rabs ?u] =>
      match goal with
      | |- context [Rabs ?v] =>
        tryif constr_eq u v then fail
        else first [replace (Rabs u) with (Rabs v) by same
                   | replace (Rabs u) with (Rabs v) by (rewrite <- (Rabs_Ropp v); same)]
      end
    end;
  repeat match goal with
    | |- context [ind ?a ?b] =>
      match goal with
      | |- context [ind ?c ?d] =>
        tryif constr_eq (ind a b) (ind c d) then fail
        else replace (ind a b) with (ind c d) by same
      end
    end.

(** An equation of formulas that differ in how max, min, sign and 1[a >= b] are written. *)
Ltac hl_rewritten :=
  rewrite ?Rabs_mult;
  repeat match goal with
    | |- context [Rabs (pos ?u)] => rewrite (Rabs_pos_eq (pos u)) by apply pos_nonneg
    | |- context [Rabs (reaches ?a ?b)] =>
      rewrite (Rabs_pos_eq (reaches a b)) by apply reaches_nonneg
    end;
  unfold reaches, sgn, pos, larger, smaller; hl_alike; hl_field.

(** 0 <= f k - min f, for the least value that stands in the goal. *)
Ltac hl_above_min :=
  match goal with
  | |- context [minr ?n ?f] =>
    match goal with
    | _ : (1 <= ?k <= n)%nat |- _ =>
      let H := fresh in pose proof (min_le n f k ltac:(assumption)) as H; cbv beta in H; lra
    | |- context [?c ?i] =>
      let H := fresh in
      assert (1 <= c i <= n)%nat as H by hl_range;
      apply (min_le n f) in H; cbv beta in H; lra
    end
  end.

(** A sum of terms that are not negative is positive where the term at [j] is. *)
Ltac hl_one_term j :=
  apply (sum_pos_one _ _ j); [intros; cbv beta; hl_signs | hl_range | cbv beta].

(** The same where the index is one that attains a least value. *)
Ltac hl_attained :=
  match goal with
  | |- context [minr ?n ?f] =>
    let a := fresh "a" in
    let E := fresh in
    destruct (min_attained n f ltac:(hl_range)) as [a [? E]]; cbv beta in E;
    apply (sum_pos_one _ _ a); [intros; cbv beta; hl_signs | assumption | cbv beta; hl_signs]
  end.

(** Signs and sums of a constant family: 1, or one that sums to 1. *)
Ltac hl_constant :=
  solve
    [ intros; cbv beta;
      first
        [ exact I
        | hl_signs
        | rewrite sum_const; field; hl_signs
        | rewrite sum_const; rewrite Rmult_1_r; field; hl_signs ] ].

(** Membership in a domain: of a constant, or of a family of which as much is known. *)
Ltac hl_member :=
  solve [hl_constant | intros; cbv beta; first [assumption | lra | solve [auto] | hl_signs]].

(** Equality of a quantity for two maps that agree ([H]) where it looks at them. *)
Ltac hl_same_map H :=
  cbv beta;
  lazymatch goal with
  | |- ?a = ?a => reflexivity
  | |- sumr ?n _ = sumr ?n _ => apply sum_ext; intros; hl_same_map H
  | |- prodr ?n _ = prodr ?n _ => apply prod_ext; intros; hl_same_map H
  | |- minr ?n _ = minr ?n _ => apply min_ext; intros; hl_same_map H
  | |- _ => first [reflexivity | apply H; hl_range | f_equal; hl_same_map H]
  end.
