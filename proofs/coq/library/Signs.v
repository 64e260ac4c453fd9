(* Tactics for side conditions: [hl_range] for indices in range, [hl_signs] for
   the signs of real expressions, [hl_signs_with u] the same where the tactic u
   may unfold names.  They prove statements and state none.

   [hl_signs] goes by structure: each step looks at a smaller expression.  Where
   that ends it tries every hypothesis, quantified ones too, whose premises are
   ranges or again signs, and then [lra].  The number of hypotheses used one
   inside the other is bounded, so it ends. *)

From Coq Require Import Reals Lra Lia Arith.
From Hardlimit Require Export SignRules.

Local Open Scope R_scope.

(** Indices in range: by assumption, by arithmetic, or by a hypothesis that says
    where the values of an assignment lie. *)
Ltac hl_range_upto h :=
  intros; cbv beta;
  first
    [ assumption
    | lia
    | congruence
    | lazymatch h with
      | S ?h' =>
        match goal with
        | H : _ |- _ => solve [apply H; hl_range_upto h']
        | H : _ |- (1 <= ?x)%nat =>
          solve [eapply Nat.lt_le_trans; [| apply H; hl_range_upto h']; lia]
        | H : _ |- _ => solve [eapply proj1; apply H; hl_range_upto h']
        | H : _ |- _ => solve [eapply proj2; apply H; hl_range_upto h']
        end
      end
    | split; hl_range_upto h ].

Ltac hl_range := solve [hl_range_upto 4%nat].

(* Unification shall not look into these: it would never end. *)
Global Opaque exp ln sqrt PI.

(** An even exponent n as 2 * m, m a number. *)
Ltac hl_even a n :=
  let m := eval compute in (Nat.div2 n) in
  change (a ^ n) with (a ^ (2 * m)).

(** The premise of a hypothesis: a range, or a sign. *)
Ltac hl_premise h u :=
  cbv beta;
  lazymatch goal with
  | |- ?a = ?a => reflexivity
  | |- _ = _ :> R => first [assumption | lra]
  | |- _ => first [assumption | hl_range | intros; hl_sign h u]
  end

(* A hypothesis closes the goal, at once or weakened. *)
with hl_hypothesis h u :=
  lazymatch h with
  | S ?h' =>
    match goal with
    | H : ?T |- _ =>
      lazymatch type of T with Prop => idtac end;
      solve [apply H; hl_premise h' u]
    | H : ?T |- ?G =>
      lazymatch type of T with Prop => idtac end;
      let use := (apply H; hl_premise h' u) in
      lazymatch G with
      | 0 < _ =>
        first
          [ solve [eapply pos_of_lt; [use | lra]]
          | solve [eapply pos_of_le; [use | lra]]
          | solve [eapply pos_of_eq; [use | lra]] ]
      | 0 <= _ =>
        first
          [ solve [eapply nonneg_of_lt; [use | lra]]
          | solve [eapply nonneg_of_le; [use | lra]]
          | solve [eapply nonneg_of_eq; [use | lra]] ]
      | _ <= _ => solve [apply Rlt_le; use]
      | _ < 0 => solve [eapply neg_of_lt; [use | lra]]
      | _ <> _ =>
        first
          [ solve [apply not_eq_sym; use]
          | solve [eapply nonzero_of_eq; [use | lra]] ]
      end
    end
  end

(* Where structure ends: hypotheses, linear arithmetic, unfolding. *)
with hl_leaf h u :=
  first
    [ hl_hypothesis h u
    | lra
    | lazymatch h with S ?h' => progress u; hl_sign h' u end
    | lazymatch goal with
      | |- _ <> 0 =>
        first [ apply nonzero_of_pos; hl_hypothesis h u
              | apply nonzero_of_neg; hl_hypothesis h u ]
      end ]

with hl_pos h u :=
  lazymatch goal with
  | |- 0 < IZR _ => lra
  | |- 0 < PI => exact PI_RGT_0
  | |- 0 < exp _ => apply exp_pos
  | |- 0 < Rpower _ _ => apply pos_Rpower
  | |- 0 < ln _ => apply pos_ln; lra
  | |- 0 < INR _ => apply pos_INR'; hl_range
  | |- 0 < sqrt _ => apply sqrt_lt_R0; hl_sign h u
  | |- 0 < / _ => apply Rinv_0_lt_compat; hl_sign h u
  | |- 0 < _ / _ => apply pos_div; hl_sign h u
  | |- 0 < ?a * ?a => apply pos_square; hl_sign h u
  | |- 0 < _ * _ => apply Rmult_lt_0_compat; hl_sign h u
  | |- 0 < _ + _ =>
    first [ apply pos_plus_l; [hl_sign h u | hl_sign h u]
          | apply pos_plus_r; [hl_sign h u | hl_sign h u] ]
  | |- 0 < _ - _ =>
    first [ apply pos_minus; hl_leaf h u
          | apply pos_minus_neg; [hl_sign h u | hl_sign h u] ]
  | |- 0 < - _ => apply pos_opp; hl_sign h u
  | |- 0 < Rabs _ => apply Rabs_pos_lt; hl_sign h u
  | |- 0 < Rsqr _ => apply Rsqr_pos_lt; hl_sign h u
  | |- 0 < _ ^ (2 * _) => apply pos_pow_even; hl_sign h u
  | |- 0 < ?a ^ ?n =>
    first [ hl_even a n; apply pos_pow_even; hl_sign h u
          | apply pow_lt; hl_sign h u ]
  | |- 0 < Rmin _ _ => apply pos_Rmin; hl_sign h u
  | |- 0 < sumr _ _ =>
    first [ apply sum_pos; [hl_range | intros; hl_sign h u]
          | apply min_ties_pos; [hl_range | intros; hl_sign h u]
          | apply min_ties_pos'; [hl_range | intros; hl_sign h u] ]
  | |- 0 < pos _ => apply pos_pos; hl_sign h u
  | |- 0 < larger _ _ => apply larger_pos; first [left; hl_sign h u | right; hl_sign h u]
  | |- 0 < smaller _ _ => apply smaller_pos; hl_sign h u
  | |- 0 < logistic _ => apply logistic_pos
  | |- 0 < decay _ => apply decay_pos
  | |- 0 < Gamma _ => apply Gamma_pos
  | |- 0 < factorial _ => apply factorial_pos
  | |- 0 < Beta _ _ => apply Beta_pos
  | |- 0 < prodr _ _ => apply prod_pos; intros; hl_sign h u
  | |- 0 < minr _ _ => apply min_glb_lt; [hl_range | intros; hl_sign h u]
  | |- 0 < mapsum _ _ _ => apply mapsum_pos; [hl_range | intros; hl_sign h u]
  | |- 0 < delta _ _ => apply pos_delta_same; hl_range
  | |- 0 < ind _ _ => apply pos_ind_same; first [reflexivity | assumption | lra]
  end

with hl_nonneg h u :=
  lazymatch goal with
  | |- 0 <= IZR _ => lra
  | |- 0 <= PI => apply Rlt_le; exact PI_RGT_0
  | |- 0 <= exp _ => apply Rlt_le, exp_pos
  | |- 0 <= Rpower _ _ => apply Rlt_le, pos_Rpower
  | |- 0 <= ln _ => apply Rlt_le, pos_ln; lra
  | |- 0 <= INR _ => apply pos_INR
  | |- 0 <= sqrt _ => apply sqrt_pos
  | |- 0 <= Rabs _ => apply Rabs_pos
  | |- 0 <= Rsqr _ => apply Rle_0_sqr
  | |- 0 <= delta _ _ => apply delta_nonneg
  | |- 0 <= ind _ _ => apply ind_nonneg
  | |- 0 <= 1 - delta _ _ => apply nonneg_minus_delta
  | |- 0 <= 1 - ind _ _ => apply nonneg_minus_ind
  | |- 0 <= / _ => apply nonneg_inv; hl_sign h u
  | |- 0 <= _ / _ => apply nonneg_div; hl_sign h u
  | |- 0 <= ?a * ?a => apply nonneg_square
  | |- 0 <= _ * _ => apply Rmult_le_pos; hl_sign h u
  | |- 0 <= _ + _ => apply nonneg_plus; hl_sign h u
  | |- 0 <= _ - _ =>
    first [ apply nonneg_minus; hl_leaf h u
          | apply nonneg_minus_neg; hl_sign h u ]
  | |- 0 <= - _ => apply nonneg_opp; hl_sign h u
  | |- 0 <= _ ^ (2 * _) => apply nonneg_pow_even
  | |- 0 <= ?a ^ ?n =>
    first [ hl_even a n; apply nonneg_pow_even | apply pow_le; hl_sign h u ]
  | |- 0 <= pos _ => apply pos_nonneg
  | |- 0 <= larger _ _ => apply larger_nonneg; first [left; hl_sign h u | right; hl_sign h u]
  | |- 0 <= smaller _ _ => apply smaller_nonneg; hl_sign h u
  | |- 0 <= reaches _ _ => apply reaches_nonneg
  | |- 0 <= logistic _ => apply Rlt_le, logistic_pos
  | |- 0 <= decay _ => apply Rlt_le, decay_pos
  | |- 0 <= Gamma _ => apply Rlt_le, Gamma_pos
  | |- 0 <= factorial _ => apply Rlt_le, factorial_pos
  | |- 0 <= Beta _ _ => apply Rlt_le, Beta_pos
  | |- 0 <= Rmin _ _ => apply Rmin_glb; hl_sign h u
  | |- 0 <= sumr _ _ => apply sum_nonneg; intros; hl_sign h u
  | |- 0 <= prodr _ _ => apply prod_nonneg; intros; hl_sign h u
  | |- 0 <= minr _ _ => apply min_nonneg; intros; hl_sign h u
  | |- 0 <= mapsum _ _ _ => apply mapsum_nonneg; intros; hl_sign h u
  end

with hl_neg h u :=
  lazymatch goal with
  | |- - _ < 0 => apply neg_opp; hl_sign h u
  | |- _ / _ < 0 => apply neg_div; hl_sign h u
  | |- _ * _ < 0 =>
    first [ apply neg_mult_l; [hl_sign h u | hl_sign h u]
          | apply neg_mult_r; [hl_sign h u | hl_sign h u] ]
  | |- _ + _ < 0 => apply neg_plus; [hl_sign h u | hl_sign h u]
  | |- _ - _ < 0 => apply neg_minus; hl_leaf h u
  | |- sumr _ _ < 0 => apply sum_neg; [hl_range | intros; hl_sign h u]
  end

with hl_nonpos h u :=
  lazymatch goal with
  | |- - _ <= 0 => apply nonpos_opp; hl_sign h u
  | |- _ / _ <= 0 => apply nonpos_div; hl_sign h u
  | |- _ * _ <= 0 =>
    first [ apply nonpos_mult_l; [hl_sign h u | hl_sign h u]
          | apply nonpos_mult_r; [hl_sign h u | hl_sign h u] ]
  | |- _ + _ <= 0 => apply nonpos_plus; hl_sign h u
  | |- _ - _ <= 0 => apply nonpos_minus; hl_leaf h u
  | |- sumr _ _ <= 0 => apply sum_nonpos; intros; hl_sign h u
  end

with hl_nonzero h u :=
  lazymatch goal with
  | |- _ * _ <> 0 => apply nonzero_mult; hl_sign h u
  | |- _ / _ <> 0 => apply nonzero_div; hl_sign h u
  | |- / _ <> 0 => apply Rinv_neq_0_compat; hl_sign h u
  | |- - _ <> 0 => apply nonzero_opp; hl_sign h u
  | |- _ ^ _ <> 0 => apply pow_nonzero; hl_sign h u
  | |- Rabs _ <> 0 => apply Rabs_no_R0; hl_sign h u
  | |- prodr _ _ <> 0 => apply prod_nonzero; intros; hl_sign h u
  | |- _ - _ <> 0 =>
    first [ apply nonzero_minus; hl_leaf h u
          | apply nonzero_of_pos; hl_pos h u
          | apply nonzero_of_neg; hl_neg h u ]
  | |- _ =>
    first [ apply nonzero_of_pos; hl_pos h u | apply nonzero_of_neg; hl_neg h u ]
  end

(* An inequality between two expressions. *)
with hl_order h u :=
  lazymatch goal with
  | |- exp _ < exp _ => apply exp_increasing; hl_sign h u
  | |- sumr ?n _ < sumr ?n _ => apply sum_lt; [hl_range | intros; hl_sign h u]
  | |- sumr ?n _ <= sumr ?n _ => apply sum_le; intros; hl_sign h u
  | |- minr ?n ?f <= _ => apply (min_le n f); hl_range
  | |- sqrt _ < sqrt _ => apply sqrt_lt_1_alt; split; hl_sign h u
  | |- sqrt _ <= sqrt _ => apply sqrt_le_1_alt; hl_sign h u
  end

with hl_sign h u :=
  cbv beta;
  lazymatch goal with
  | |- ?a > ?b => change (b < a); hl_sign h u
  | |- ?a >= ?b => apply Rle_ge; hl_sign h u
  | |- (_ <= _)%nat => hl_range
  | |- (_ < _)%nat => hl_range
  | |- _ /\ _ => split; hl_sign h u
  | |- 0 <> 0 => fail
  | |- 0 <> _ => apply nonzero_sym; hl_sign h u
  | |- _ => first [ assumption | hl_shape h u | hl_leaf h u ]
  end

with hl_shape h u :=
  lazymatch goal with
  | |- 0 < _ => hl_pos h u
  | |- 0 <= _ => hl_nonneg h u
  | |- _ < 0 => hl_neg h u
  | |- _ <= 0 => hl_nonpos h u
  | |- _ <> 0 => hl_nonzero h u
  | |- _ < _ => hl_order h u
  | |- _ <= _ => hl_order h u
  end.

Ltac hl_signs := solve [intros; hl_sign 4%nat ltac:(fail)].

(** [u] is tried where the plain tactic ends: [hl_signs_with ltac:(unfold r, d)]. *)
Ltac hl_signs_with u := solve [intros; hl_sign 5%nat u].
