(* How near EM is to Lloyd, uniformly in a box around centres without ties.

   Take centres mu and a radius rho such that for all centres in the box of radius rho
   around mu every point is nearer to the same centre o n than to any other, by at least
   g in squared distance.  Write w = exp (-g / (4 sigma^2)), which falls to 0 faster
   than any power of sigma.  Then, everywhere in the box,

   - the responsibilities differ from 0 and 1 by at most a constant times w;
   - they move by at most a constant times w when the centres move by 1.

   Why it is true: after division by the term of the owner, every other term is at most
   pi k exp (-g / (2 sigma^2)); its slope has a factor 1 / sigma^2 besides, which half of
   the exponent outweighs.  The constants are explicit; no attempt is made to have good
   ones.  This is the tool for FixedPoints.v. *)

From Coq Require Import Reals Lra Lia Arith.
From Hardlimit Require Import Vanishing Finite.
From Beyond Require Import Centres Means Trajectories Contraction.

Local Open Scope R_scope.

(** exp has slope at most exp t on the numbers up to t. *)
Lemma exp_slope u v t : u <= t -> v <= t -> Rabs (exp u - exp v) <= exp t * Rabs (u - v).
Proof.
  assert (H : forall u v, u <= t -> exp u - exp v <= exp t * Rabs (u - v)).
  { clear; intros u v Hu; pose proof (exp_ge_tangent (v - u)) as E.
    assert (Ev : exp v = exp u * exp (v - u)) by (rewrite <- exp_plus; f_equal; ring).
    rewrite Ev; pose proof (exp_pos u) as Pu; pose proof (exp_le' u t Hu).
    pose proof (Rle_abs (u - v)); pose proof (Rabs_pos (u - v)).
    apply Rle_trans with (exp u * (u - v)).
    - replace (exp u - exp u * exp (v - u)) with (exp u * (1 - exp (v - u))) by ring.
      apply Rmult_le_compat_l; lra.
    - apply Rle_trans with (exp u * Rabs (u - v)); [apply Rmult_le_compat_l; lra |].
      apply Rmult_le_compat_r; lra. }
  intros Hu Hv; apply Rabs_le; split; [| now apply H].
  specialize (H v u Hv); rewrite Rabs_minus_sym in H; lra.
Qed.

(** A quotient part / whole with 0 <= part <= whole moves by at most the sum of the two
    moves over the other whole. *)
Lemma quotient_moves a b a' b' :
  0 <= a <= b -> 0 < b -> 0 < b' ->
  Rabs (a / b - a' / b') <= (Rabs (a - a') + Rabs (b - b')) / b'.
Proof.
  intros Ha Hb Hb'.
  replace (a / b - a' / b') with (((a - a') + a / b * (b' - b)) / b') by (field; lra).
  unfold Rdiv at 1; rewrite Rabs_mult, (Rabs_pos_eq (/ b')) by now apply nonneg_inv.
  apply Rmult_le_compat_r; [now apply nonneg_inv |].
  eapply Rle_trans; [apply Rabs_triang |]; apply Rplus_le_compat_l.
  assert (Q : 0 <= a / b <= 1).
  { split; [apply nonneg_div; lra |]; apply Rmult_le_reg_r with b; [exact Hb |].
    unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra; lra. }
  rewrite Rabs_mult, (Rabs_minus_sym b' b), (Rabs_pos_eq (a / b)) by lra.
  pose proof (Rmult_le_compat_r _ _ _ (Rabs_pos (b - b')) (proj2 Q)); lra.
Qed.

Section Uniform.

Variables (N K D : nat) (x : nat -> nat -> R) (pi : nat -> R).
Variables (mu : nat -> nat -> R) (o : nat -> nat) (rho g : R).

Hypothesis K_pos : (1 <= K)%nat.
Hypothesis pi_pos : forall k, (1 <= k <= K)%nat -> 0 < pi k.
Hypothesis rho_one : 0 <= rho <= 1.
Hypothesis g_pos : 0 < g.
Hypothesis owned : assigns N K o.
Hypothesis gaps : forall nu n k, within K D rho nu mu -> (1 <= n <= N)%nat -> (1 <= k <= K)%nat ->
  k <> o n -> g <= away D x nu n k - away D x nu n (o n).

(** A bound on how fast squared distances move in the box. *)
Definition reach : R :=
  sumr N (fun n => sumr K (fun k => sumr D (fun e => 2 * Rabs (x n e - mu k e) + 2))).

(** The sum of the weights over the least weight. *)
Definition ratio : R := sumr K pi / minr K pi.

(** The small quantity. *)
Definition small (s : R) : R := exp (- g / (4 * s ^ 2)).

(** One term of the mixture, relative to the owner's. *)
Definition term (s : R) (nu : nat -> nat -> R) (n k : nat) : R :=
  pi k * exp (- (away D x nu n k - away D x nu n (o n)) / (2 * s ^ 2)).

(** One term of the reach, summed over the coordinates, is at most the reach. *)
Lemma reach_term n k :
  (1 <= n <= N)%nat -> (1 <= k <= K)%nat ->
  sumr D (fun e => 2 * Rabs (x n e - mu k e) + 2) <= reach.
Proof.
  intros Hn Hk; assert (P : forall n k e, 0 <= 2 * Rabs (x n e - mu k e) + 2).
  { intros n' k' e'; pose proof (Rabs_pos (x n' e' - mu k' e')); lra. }
  eapply Rle_trans; [| apply (sum_term_le N (fun n => sumr K (fun k => sumr D
    (fun e => 2 * Rabs (x n e - mu k e) + 2))) n); [| exact Hn]].
  - apply (sum_term_le K (fun k => sumr D (fun e => 2 * Rabs (x n e - mu k e) + 2)) k);
      [intros; apply sum_nonneg; intros; apply P | exact Hk].
  - intros; apply sum_nonneg; intros; apply sum_nonneg; intros; apply P.
Qed.

(** The reach is not negative. *)
Lemma reach_nonneg : 0 <= reach.
Proof.
  apply sum_nonneg; intros; apply sum_nonneg; intros; apply sum_nonneg; intros n' _.
  match goal with |- 0 <= 2 * Rabs ?a + 2 => pose proof (Rabs_pos a) end; lra.
Qed.

(** A point is at most the reach away from a centre of the box, in every coordinate. *)
Lemma reach_point nu n k e :
  within K D rho nu mu -> (1 <= n <= N)%nat -> (1 <= k <= K)%nat -> (1 <= e <= D)%nat ->
  Rabs (x n e - nu k e) <= reach.
Proof.
  intros Hb Hn Hk He; eapply Rle_trans; [| now apply (reach_term n k)].
  eapply Rle_trans; [| apply (sum_term_le D (fun e => 2 * Rabs (x n e - mu k e) + 2) e);
    [intros e' _; pose proof (Rabs_pos (x n e' - mu k e')); lra | exact He]].
  specialize (Hb k e Hk He); pose proof (Rabs_pos (x n e - mu k e)).
  replace (x n e - nu k e) with ((x n e - mu k e) - (nu k e - mu k e)) by ring.
  eapply Rle_trans; [apply Rabs_triang |]; rewrite Rabs_Ropp; lra.
Qed.

(** Squared distances move by at most the reach times the move of the centres. *)
Lemma away_lipschitz d nu la n k :
  within K D rho nu mu -> within K D rho la mu -> within K D d nu la -> 0 <= d ->
  (1 <= n <= N)%nat -> (1 <= k <= K)%nat ->
  Rabs (away D x nu n k - away D x la n k) <= d * reach.
Proof.
  intros Hn Hl Hd Pd Hr Hk; unfold away, dist2; rewrite <- sum_minus.
  eapply Rle_trans; [apply sum_abs_le |].
  apply Rle_trans with (d * sumr D (fun e => 2 * Rabs (x n e - mu k e) + 2)).
  - rewrite <- sum_scal_l; apply sum_le; intros e He.
    specialize (Hn k e Hk He); specialize (Hl k e Hk He); specialize (Hd k e Hk He).
    replace ((x n e - nu k e) ^ 2 - (x n e - la k e) ^ 2)
      with (- (nu k e - la k e)
            * (2 * (x n e - mu k e) + (- (nu k e - mu k e) + - (la k e - mu k e)))) by ring.
    rewrite Rabs_mult, Rabs_Ropp; apply Rmult_le_compat; try apply Rabs_pos; [exact Hd |].
    eapply Rle_trans; [apply Rabs_triang |].
    rewrite Rabs_mult, (Rabs_pos_eq 2) by lra; apply Rplus_le_compat_l.
    eapply Rle_trans; [apply Rabs_triang |]; rewrite !Rabs_Ropp; lra.
  - apply Rmult_le_compat_l; [exact Pd | now apply reach_term].
Qed.

(** The least weight is positive. *)
Lemma least_weight : 0 < minr K pi.
Proof. now apply min_glb_lt. Qed.

(** All terms are positive. *)
Lemma term_pos s nu n k : (1 <= k <= K)%nat -> 0 < term s nu n k.
Proof. intros Hk; apply Rmult_lt_0_compat; [now apply pi_pos | apply exp_pos]. Qed.

(** The owner's term is its weight. *)
Lemma term_owner s nu n : term s nu n (o n) = pi (o n).
Proof.
  unfold term; rewrite Rminus_diag_eq by reflexivity; unfold Rdiv.
  rewrite Ropp_0, Rmult_0_l, exp_0; ring.
Qed.

(** The terms have at least the least weight as their sum. *)
Lemma terms_least s nu n : (1 <= n <= N)%nat -> minr K pi <= sumr K (term s nu n).
Proof.
  intros Hn; pose proof (owned n Hn) as Ho.
  apply Rle_trans with (pi (o n)); [now apply min_le | rewrite <- (term_owner s nu n)].
  apply (sum_term_le K (term s nu n)); [intros; now apply Rlt_le, term_pos | exact Ho].
Qed.

(** The exponent of any other term is at most -g / (2 sigma^2). *)
Lemma exponent_le s nu n k :
  0 < s -> within K D rho nu mu -> (1 <= n <= N)%nat -> (1 <= k <= K)%nat -> k <> o n ->
  - (away D x nu n k - away D x nu n (o n)) / (2 * s ^ 2) <= - g / (2 * s ^ 2).
Proof.
  intros Hs Hb Hn Hk Ne; pose proof (gaps nu n k Hb Hn Hk Ne); pose proof (pow_lt s 2 Hs).
  apply Rmult_le_compat_r; [apply nonneg_inv |]; lra.
Qed.

(** exp (-g / (2 sigma^2)) is the square of the small quantity. *)
Lemma small_square s : exp (- g / (2 * s ^ 2)) = small s * small s.
Proof.
  unfold small; rewrite <- exp_plus; f_equal; destruct (Req_EM_T s 0) as [-> | N0].
  - simpl; rewrite !Rmult_0_l, !Rmult_0_r; unfold Rdiv; rewrite Rinv_0; ring.
  - field; exact N0.
Qed.

(** It is at most the small quantity, and at most a multiple of it even over sigma^2. *)
Lemma small_bounds s :
  0 < s -> 0 < small s /\ exp (- g / (2 * s ^ 2)) <= small s
           /\ exp (- g / (2 * s ^ 2)) / s ^ 2 <= 4 / g * small s.
Proof.
  intros Hs; pose proof (pow_lt s 2 Hs) as H2; pose proof (exp_pos (- g / (4 * s ^ 2))) as P.
  assert (U : 0 < g / (4 * s ^ 2)) by (apply pos_div; lra).
  pose proof (exp_opp_lt_inv _ U) as V.
  replace (- (g / (4 * s ^ 2))) with (- g / (4 * s ^ 2)) in V by (field; lra).
  fold (small s) in V, P.
  assert (L : small s <= 1).
  { apply exp_le_1; replace (- g / (4 * s ^ 2)) with (- (g / (4 * s ^ 2))) by (field; lra); lra. }
  rewrite small_square; split; [exact P | split].
  - rewrite <- (Rmult_1_r (small s)) at 3; apply Rmult_le_compat_l; lra.
  - apply Rle_trans with (small s * / (g / (4 * s ^ 2)) / s ^ 2).
    + apply Rmult_le_compat_r; [now apply nonneg_inv |]; apply Rmult_le_compat_l; lra.
    + right; field; lra.
Qed.

(** The responsibilities are terms over their sum. *)
Lemma resp_terms s nu n k :
  0 < s -> (1 <= k <= K)%nat -> resp K D x pi s nu n k = term s nu n k / sumr K (term s nu n).
Proof. intros; now apply resp_shift. Qed.

(** They differ from 0 and 1 by at most a constant times the small quantity. *)
Lemma resp_near s nu n k :
  0 < s -> within K D rho nu mu -> (1 <= n <= N)%nat -> (1 <= k <= K)%nat ->
  Rabs (resp K D x pi s nu n k - delta (o n) k) <= ratio * small s.
Proof.
  intros Hs Hb Hn Hk; rewrite resp_terms by assumption.
  pose proof (terms_least s nu n Hn) as L; pose proof least_weight as P.
  destruct (small_bounds s Hs) as [Sp [S1 _]]; set (w := exp (- g / (2 * s ^ 2))) in *.
  set (A := sumr K (term s nu n)) in *.
  assert (T : forall j, (1 <= j <= K)%nat -> j <> o n -> term s nu n j <= pi j * w).
  { intros j Hj Ne; apply Rmult_le_compat_l; [now apply Rlt_le, pi_pos |].
    now apply exp_le', exponent_le. }
  assert (W : 0 < w) by apply exp_pos.
  assert (B : Rabs (term s nu n k - delta (o n) k * A) <= sumr K pi * w).
  { destruct (Nat.eq_dec (o n) k) as [E | Ne].
    - rewrite <- E, delta_same, Rmult_1_l, Rabs_minus_sym; unfold A.
      rewrite <- (sum_delta_r K (o n) (term s nu n)) by now apply owned.
      rewrite <- sum_minus, <- sum_scal_r.
      assert (Z : forall j, (1 <= j <= K)%nat ->
        0 <= term s nu n j - delta (o n) j * term s nu n j <= pi j * w).
      { intros j Hj; pose proof (term_pos s nu n j Hj); pose proof (pi_pos j Hj).
        destruct (Nat.eq_dec (o n) j) as [<- | Nj].
        - rewrite delta_same; split; [lra |]; apply Rle_trans with 0; [lra |].
          apply Rmult_le_pos; lra.
        - rewrite (delta_neq _ _ Nj); specialize (T j Hj (not_eq_sym Nj)); lra. }
      rewrite Rabs_pos_eq by (apply sum_nonneg; intros; now apply Z).
      apply sum_le; intros; now apply Z.
    - rewrite (delta_neq _ _ Ne), Rmult_0_l, Rminus_0_r, Rabs_pos_eq
        by now apply Rlt_le, term_pos.
      eapply Rle_trans; [apply (T k Hk (not_eq_sym Ne)) |].
      apply Rmult_le_compat_r; [lra |].
      apply (sum_term_le K pi); [intros; now apply Rlt_le, pi_pos | exact Hk]. }
  assert (HA : 0 < A) by lra.
  assert (Sw : 0 < sumr K pi) by now apply sum_pos.
  replace (term s nu n k / A - delta (o n) k) with ((term s nu n k - delta (o n) k * A) / A)
    by (field; lra).
  unfold Rdiv; rewrite Rabs_mult, (Rabs_pos_eq (/ A)) by now apply nonneg_inv.
  apply Rle_trans with (sumr K pi * small s * / minr K pi).
  - apply Rmult_le_compat; [apply Rabs_pos | now apply nonneg_inv | |].
    + eapply Rle_trans; [exact B | apply Rmult_le_compat_l; lra].
    + now apply Rinv_le_contravar.
  - unfold ratio; right; field; lra.
Qed.

(** They move by at most a constant times the small quantity and the centres' move. *)
Lemma resp_lipschitz s d nu la n k :
  0 < s -> 0 <= d -> within K D rho nu mu -> within K D rho la mu -> within K D d nu la ->
  (1 <= n <= N)%nat -> (1 <= k <= K)%nat ->
  Rabs (resp K D x pi s nu n k - resp K D x pi s la n k)
  <= 8 / g * ratio * reach * small s * d.
Proof.
  intros Hs Pd Hb Hl Hd Hn Hk; rewrite !resp_terms by assumption.
  pose proof (terms_least s nu n Hn) as L; pose proof (terms_least s la n Hn) as L'.
  pose proof least_weight as P; pose proof (pow_lt s 2 Hs) as H2; pose proof reach_nonneg as Rn.
  destruct (small_bounds s Hs) as [Sp [_ S2]]; set (w := exp (- g / (2 * s ^ 2))) in *.
  set (q := 4 / g * small s * reach * d).
  assert (Q : 0 <= q).
  { unfold q; repeat apply Rmult_le_pos; try lra; apply nonneg_inv; lra. }
  assert (T : forall j, (1 <= j <= K)%nat -> Rabs (term s nu n j - term s la n j) <= pi j * q).
  { intros j Hj; destruct (Nat.eq_dec j (o n)) as [-> | Ne].
    - rewrite !term_owner, Rminus_diag_eq, Rabs_R0 by reflexivity.
      apply Rmult_le_pos; [now apply Rlt_le, pi_pos | exact Q].
    - unfold term; rewrite <- Rmult_minus_distr_l, Rabs_mult, (Rabs_pos_eq (pi j))
        by now apply Rlt_le, pi_pos.
      apply Rmult_le_compat_l; [now apply Rlt_le, pi_pos |].
      eapply Rle_trans; [apply (exp_slope _ _ (- g / (2 * s ^ 2))); now apply exponent_le |].
      fold w; apply Rle_trans with (w * (2 * (d * reach) / (2 * s ^ 2))).
      + apply Rmult_le_compat_l; [apply Rlt_le, exp_pos |].
        unfold Rdiv; rewrite <- Rmult_minus_distr_r, Rabs_mult, (Rabs_pos_eq (/ _))
          by (apply nonneg_inv; lra).
        apply Rmult_le_compat_r; [apply nonneg_inv; lra |].
        pose proof (away_lipschitz d nu la n j Hb Hl Hd Pd Hn Hj) as A.
        pose proof (away_lipschitz d nu la n (o n) Hb Hl Hd Pd Hn (owned n Hn)) as B.
        replace (- (away D x nu n j - away D x nu n (o n))
                 - - (away D x la n j - away D x la n (o n)))
          with (- (away D x nu n j - away D x la n j) + (away D x nu n (o n) - away D x la n (o n)))
          by ring.
        eapply Rle_trans; [apply Rabs_triang |]; rewrite Rabs_Ropp; lra.
      + replace (w * (2 * (d * reach) / (2 * s ^ 2))) with (w / s ^ 2 * (reach * d))
          by (field; lra).
        unfold q; rewrite !Rmult_assoc, <- (Rmult_assoc (4 / g)); apply Rmult_le_compat_r;
          [now apply Rmult_le_pos | exact S2]. }
  assert (Tk : Rabs (term s nu n k - term s la n k) <= sumr K pi * q).
  { eapply Rle_trans; [now apply T | apply Rmult_le_compat_r; [exact Q |]].
    apply (sum_term_le K pi); [intros; now apply Rlt_le, pi_pos | exact Hk]. }
  assert (TA : Rabs (sumr K (term s nu n) - sumr K (term s la n)) <= sumr K pi * q).
  { rewrite <- sum_minus, <- sum_scal_r; eapply Rle_trans; [apply sum_abs_le | now apply sum_le]. }
  eapply Rle_trans; [apply quotient_moves; [split | lra | lra] |].
  - now apply Rlt_le, term_pos.
  - apply (sum_term_le K (term s nu n)); [intros; now apply Rlt_le, term_pos | exact Hk].
  - apply Rle_trans with (2 * (sumr K pi * q) * / minr K pi).
    + apply Rmult_le_compat; [| apply nonneg_inv; lra | lra | apply Rinv_le_contravar; lra].
      apply Rplus_le_le_0_compat; apply Rabs_pos.
    + unfold q, ratio; right; field; lra.
Qed.
End Uniform.
