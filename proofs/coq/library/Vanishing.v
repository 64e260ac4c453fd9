(* Standard limits as s falls to 0: powers, exp (- c / s ^ p), s ^ p ln s; and the
   tactic [hl_limit], which finds the limit of an expression that is put together
   by continuous operations. *)

From Coq Require Import Reals Lra Lia.
From Hardlimit Require Export Limits.

Local Open Scope R_scope.

(** Changes of variable *)

Lemma lim_pow_0 p : (1 <= p)%nat -> tends_to (fun s => s ^ p) 0.
Proof.
  intros Hp; replace 0 with (0 ^ p) by (apply pow_i; lia).
  apply lim_pow, lim_id.
Qed.

Lemma lim_sqrt_0 : tends_to sqrt 0.
Proof.
  intros eps He; exists (eps * eps); split; [hl_signs |]; intros s Hs.
  rewrite Rminus_0_r, Rabs_pos_eq by apply sqrt_pos.
  rewrite <- (sqrt_square eps) by lra; apply sqrt_lt_1_alt; lra.
Qed.

Lemma lim_sqrt_of f l :
  0 <= l -> (forall s, 0 < s -> 0 <= f s) -> tends_to f l ->
  tends_to (fun s => sqrt (f s)) (sqrt l).
Proof.
  intros Hl Hf H; destruct (Req_EM_T l 0) as [-> | Hn]; [| apply lim_sqrt; [lra | exact H]].
  rewrite sqrt_0; intros eps He; destruct (H (eps * eps)) as [d [Hd F]]; [hl_signs |].
  exists d; split; [exact Hd |]; intros s Hs; specialize (F s Hs).
  rewrite Rminus_0_r in *; rewrite Rabs_pos_eq in * by (try apply sqrt_pos; apply Hf; lra).
  rewrite <- (sqrt_square eps) by lra; apply sqrt_lt_1_alt; split; [apply Hf |]; lra.
Qed.

(** Bounded times vanishing vanishes. *)
(** Exponentials that vanish *)

Lemma exp_opp_lt_inv u : 0 < u -> exp (- u) < / u.
Proof.
  intros Hu; rewrite exp_Ropp; apply Rinv_lt_contravar; [hl_signs |].
  pose proof (exp_ge_tangent u); lra.
Qed.

(** exp (- u) tends to 0 if u grows without bound, that is if 1 / u tends to 0. *)
Lemma lim_exp_opp_0 u :
  (forall s, 0 < s -> 0 < u s) -> tends_to (fun s => / u s) 0 ->
  tends_to (fun s => exp (- u s)) 0.
Proof.
  intros Hp Hu; apply (lim_squeeze (fun _ => 0) _ (fun s => / u s));
    [| apply lim_const | exact Hu].
  intros s Hs; specialize (Hp s Hs); pose proof (exp_opp_lt_inv (u s) Hp).
  split; [hl_signs | lra].
Qed.

Lemma lim_exp_inv c p :
  0 < c -> (1 <= p)%nat -> tends_to (fun s => exp (- c / s ^ p)) 0.
Proof.
  intros Hc Hp; apply (lim_ext (fun s => exp (- (c / s ^ p)))).
  - intros s Hs; f_equal; field; hl_signs.
  - apply lim_exp_opp_0; [intros; hl_signs |].
    apply (lim_ext (fun s => / c * s ^ p)).
    + intros s Hs; field; split; hl_signs.
    + replace 0 with (/ c * 0) by ring; now apply lim_scal, lim_pow_0.
Qed.

(** With c = 0 allowed the limit is the indicator of c = 0. *)
Lemma lim_exp_ind c p :
  0 <= c -> (1 <= p)%nat -> tends_to (fun s => exp (- c / s ^ p)) (ind c 0).
Proof.
  intros Hc Hp; destruct (Req_EM_T c 0) as [-> | Hn].
  - rewrite ind_true by reflexivity; apply (lim_ext (fun _ => 1)); [| apply lim_const].
    intros s Hs; rewrite Ropp_0; unfold Rdiv; now rewrite Rmult_0_l, exp_0.
  - rewrite ind_false by exact Hn; apply lim_exp_inv; [lra | exact Hp].
Qed.

(** The same with a positive factor: - c / (a s ^ p). *)
Lemma lim_exp_ind_scaled a c p :
  0 < a -> 0 <= c -> (1 <= p)%nat ->
  tends_to (fun s => exp (- c / (a * s ^ p))) (ind c 0).
Proof.
  intros Ha Hc Hp; replace (ind c 0) with (ind (c / a) 0).
  - apply (lim_ext (fun s => exp (- (c / a) / s ^ p))).
    + intros s Hs; f_equal; field; split; hl_signs.
    + apply lim_exp_ind; [hl_signs | exact Hp].
  - apply ind_iff; split; intros E.
    + replace c with (c / a * a) by (field; lra); rewrite E; ring.
    + rewrite E; field; lra.
Qed.

Lemma lim_exp_inv_scaled a c p :
  0 < a -> 0 < c -> (1 <= p)%nat -> tends_to (fun s => exp (- c / (a * s ^ p))) 0.
Proof.
  intros; rewrite <- (ind_false c 0) by lra.
  apply lim_exp_ind_scaled; [assumption | lra | assumption].
Qed.

(** Powers beat the logarithm. *)

Lemma lim_id_ln : tends_to (fun s => s * ln s) 0.
Proof.
  apply (lim_squeeze_near 1 (fun s => -2 * sqrt s) _ (fun _ => 0)); [lra | | | apply lim_const].
  - intros s Hs; set (r := sqrt s); assert (Hr : 0 < r) by (apply sqrt_lt_R0; lra).
    assert (E : s = r * r) by (symmetry; apply sqrt_sqrt; lra).
    assert (L : ln s = 2 * ln r) by (rewrite E, ln_mult' by assumption; ring).
    assert (Hln : ln s <= 0) by (rewrite <- ln_1; apply ln_le'; lra).
    pose proof (ln_le_minus_1 (/ r)) as I; rewrite ln_inv' in I by exact Hr.
    specialize (I ltac:(hl_signs)); split.
    + assert (H : r * r * (- ln r) <= r * r * / r).
      { apply Rmult_le_compat_l; [hl_signs | lra]. }
      replace (r * r * / r) with r in H by (field; lra).
      rewrite L, E; lra.
    + hl_signs.
  - replace 0 with (-2 * 0) by ring; apply lim_scal, lim_sqrt_0.
Qed.

Lemma lim_pow_ln p : (1 <= p)%nat -> tends_to (fun s => s ^ p * ln s) 0.
Proof.
  intros Hp; destruct p as [| p]; [lia |].
  apply (lim_ext (fun s => s ^ p * (s * ln s))); [intros; simpl; ring |].
  replace 0 with (0 ^ p * 0) by ring; apply lim_mult; [apply lim_pow, lim_id | apply lim_id_ln].
Qed.

Lemma lim_pow_ln_pow p c q :
  (1 <= p)%nat -> 0 < c -> tends_to (fun s => s ^ p * ln (c * s ^ q)) 0.
Proof.
  intros Hp Hc; apply (lim_ext (fun s => ln c * s ^ p + INR q * (s ^ p * ln s))).
  - intros s Hs; rewrite ln_mult', ln_pow' by hl_signs; ring.
  - replace 0 with (ln c * 0 + INR q * 0) by ring.
    apply lim_plus; apply lim_scal; [now apply lim_pow_0 | now apply lim_pow_ln].
Qed.

(** s ^ p ln (f s) vanishes where f has a positive limit. *)
(** The limit of an expression by structure; hypotheses may give limits of parts.
    The limit may be an unknown. *)
Ltac hl_limit_find :=
  cbv beta;
  lazymatch goal with
  | |- tends_to (fun _ => _) _ => idtac
  | |- tends_to ?F ?l => change (tends_to (fun s => F s) l)
  end;
  first
    [ lazymatch goal with
      | |- tends_to (fun _ => ?c) _ => simple apply (lim_const c)
      | |- tends_to (fun s => s) _ => simple apply lim_id
      end
    | match goal with H : _ |- tends_to _ _ => solve [apply H; hl_range] end
    | lazymatch goal with
      | |- tends_to (fun s => exp (- ?c / s ^ ?p)) _ =>
        first [ simple apply (lim_exp_inv c p); [hl_signs | hl_range]
              | simple apply (lim_exp_ind c p); [hl_signs | hl_range] ]
      | |- tends_to (fun s => exp (- ?c / (?a * s ^ ?p))) _ =>
        first
          [ simple apply (lim_exp_inv_scaled a c p); [hl_signs | hl_signs | hl_range]
          | simple apply (lim_exp_ind_scaled a c p); [hl_signs | hl_signs | hl_range] ]
      | |- tends_to (fun s => s ^ ?p * ln s) _ => simple apply (lim_pow_ln p); hl_range
      | |- tends_to (fun s => s ^ ?p * ln (?c * s ^ ?q)) _ =>
        simple apply (lim_pow_ln_pow p c q); [hl_range | hl_signs]
      end
    | lazymatch goal with
      | |- tends_to (fun s => @?f s + @?g s) _ => eapply (lim_plus f g); hl_limit_find
      | |- tends_to (fun s => @?f s - @?g s) _ => eapply (lim_minus f g); hl_limit_find
      | |- tends_to (fun s => - @?f s) _ => eapply (lim_opp f); hl_limit_find
      | |- tends_to (fun s => @?f s * @?g s) _ => eapply (lim_mult f g); hl_limit_find
      | |- tends_to (fun s => @?f s / @?g s) _ =>
        eapply (lim_div f g); [| hl_limit_find | hl_limit_find]; [hl_signs]
      | |- tends_to (fun s => / @?f s) _ =>
        eapply (lim_inv f); [| hl_limit_find]; [hl_signs]
      | |- tends_to (fun s => @?f s ^ ?n) _ => eapply (lim_pow n f); hl_limit_find
      | |- tends_to (fun s => Rabs (@?f s)) _ => eapply (lim_abs f); hl_limit_find
      | |- tends_to (fun s => exp (@?f s)) _ => eapply (lim_exp f); hl_limit_find
      | |- tends_to (fun s => ln (@?f s)) _ =>
        eapply (lim_ln f); [| hl_limit_find]; [hl_signs]
      | |- tends_to (fun s => sqrt (@?f s)) _ =>
        eapply (lim_sqrt f); [| hl_limit_find]; [hl_signs]
      | |- tends_to (fun s => Rpower (@?f s) ?a) _ =>
        eapply (lim_Rpower a f); [| hl_limit_find]; [hl_signs]
      | |- tends_to (fun s => Rmin (@?f s) (@?g s)) _ =>
        eapply (lim_Rmin f g); hl_limit_find
      | |- tends_to (fun s => sumr ?n (@?f s)) _ =>
        eapply (lim_sum n f); intros; hl_limit_find
      | |- tends_to (fun s => prodr ?n (@?f s)) _ =>
        eapply (lim_prod n f); intros; hl_limit_find
      | |- tends_to (fun s => minr ?n (@?f s)) _ =>
        eapply (lim_min n f); intros; hl_limit_find
      end ].

Lemma lim_eq f l m : l = m -> tends_to f l -> tends_to f m.
Proof. now intros ->. Qed.

(** Equality of two limits, by algebra, also within sums and after exp 0 = 1. *)
Ltac hl_limit_equal :=
  intros; cbv beta;
  first
    [ lazymatch goal with |- ?a = ?a => reflexivity end
    | ring
    | field; repeat split; hl_signs
    | progress rewrite ?Ropp_0, ?Rmult_0_l, ?Rmult_0_r, ?Rplus_0_l, ?Rplus_0_r, ?exp_0;
      hl_limit_equal
    | lazymatch goal with
      | |- sumr ?n _ = sumr ?n _ => apply sum_ext; hl_limit_equal
      | |- prodr ?n _ = prodr ?n _ => apply prod_ext; hl_limit_equal
      | |- minr ?n _ = minr ?n _ => apply min_ext; hl_limit_equal
      | |- exp ?a = exp ?b => apply (f_equal exp); hl_limit_equal
      | |- ln ?a = ln ?b => apply (f_equal ln); hl_limit_equal
      | |- sqrt ?a = sqrt ?b => apply (f_equal sqrt); hl_limit_equal
      | |- ?a + ?b = ?c + ?d => apply (f_equal2 Rplus); hl_limit_equal
      | |- ?a - ?b = ?c - ?d => apply (f_equal2 Rminus); hl_limit_equal
      | |- ?a * ?b = ?c * ?d => apply (f_equal2 Rmult); hl_limit_equal
      | |- ?a / ?b = ?c / ?d => apply (f_equal2 Rdiv); hl_limit_equal
      | |- / ?a = / ?b => apply (f_equal Rinv); hl_limit_equal
      | |- - ?a = - ?b => apply (f_equal Ropp); hl_limit_equal
      | |- ?a ^ ?n = ?b ^ ?n => apply (f_equal (fun x => x ^ n)); hl_limit_equal
      end ].

(** Closes [tends_to F l] where l is known and equals the limit found. *)
Ltac hl_limit := solve [eapply lim_eq; [| hl_limit_find]; [hl_limit_equal]].
