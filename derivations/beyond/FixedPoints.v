(* Near every clean fixed point of Lloyd's algorithm lies exactly one fixed point of EM.

   K Gaussian bells with fixed positive weights and one common width sigma, as in
   Trajectories.v.  Let mu be a fixed point of Lloyd's step without ties and without empty
   clusters.  Then there is a box around mu such that for every small enough sigma EM has
   exactly one fixed point in the box.  It differs from mu by at most a constant times
   exp (-gap / (8 sigma^2)), where gap is the smallest difference, over all points, between
   the squared distances to the nearest and to any other centre (or 1, if that is less).
   And it has a greater likelihood than all other centres in the box: it is a strict local
   maximum, as it lies in the inner half of the box.

   Conversely, if fixed points of EM tend to centres without ties and empty clusters as
   sigma falls to 0, these centres are a fixed point of Lloyd's step.

   Why it is true: in a small box all gaps stay positive, so that the responsibilities,
   and with them the step of EM, hardly depend on the centres: a step of EM maps the box
   into itself and halves distances (Uniform.v), and Banach's theorem (Contraction.v)
   applies.  From any centres in the box EM climbs (Climbing.v) towards the fixed point.

   Assumed: nothing beside this.  The exponent is not the best one (gap / (2 sigma^2) is
   expected), and nothing is said about fixed points of Lloyd's step with ties.  We know of
   no place in the literature with this statement. *)

From Coq Require Import Reals Lra Lia Arith.
From Hardlimit Require Import Vanishing Finite.
From Beyond Require Import Centres Means Trajectories LocalOptimality Contraction Uniform.
From Beyond Require Import Optimisers Climbing.

Local Open Scope R_scope.

Section FixedPoints.

Variables (N K D : nat) (x : nat -> nat -> R) (pi : nat -> R).

(** EM leaves the centres where they are. *)
Definition em_fixed (s : R) (nu : nat -> nat -> R) : Prop :=
  forall k e, (1 <= k <= K)%nat -> (1 <= e <= D)%nat -> em N K D x pi s nu k e = nu k e.

(** Lloyd's step leaves the centres where they are. *)
Definition lloyd_fixed (mu : nat -> nat -> R) : Prop :=
  forall k e, (1 <= k <= K)%nat -> (1 <= e <= D)%nat -> lloyd N K D x mu k e = mu k e.

Hypothesis N_pos : (1 <= N)%nat.
Hypothesis K_pos : (1 <= K)%nat.
Hypothesis pi_pos : forall k, (1 <= k <= K)%nat -> 0 < pi k.

(** Limits of fixed points of EM without ties and empty clusters are Lloyd's. *)
Lemma limit_fixed (m : R -> nat -> nat -> R) mu :
  no_tie N K D x mu -> no_empty N K D x mu ->
  (forall k e, (1 <= k <= K)%nat -> (1 <= e <= D)%nat ->
     tends_to (fun s => m s k e) (mu k e)) ->
  (forall s, 0 < s -> em_fixed s (m s)) -> lloyd_fixed mu.
Proof.
  intros Tie Emp Lim Fix k e Hk He.
  apply (lim_unique (fun s => em N K D x pi s (m s) k e)).
  - now apply step_limit.
  - apply (lim_ext (fun s => m s k e)); [intros s Hs; symmetry; now apply Fix | now apply Lim].
Qed.

Section Near.

Variable mu : nat -> nat -> R.
Hypothesis tie_less : no_tie N K D x mu.
Hypothesis none_empty : no_empty N K D x mu.
Hypothesis fixed : lloyd_fixed mu.

(** Half the smallest gap, and the radius within which the gaps stay above it. *)
Let o := owner K D x mu.
Let g := gap N K D x o mu / 2.
Let B := reach N K D x mu.
Let rho := Rmin 1 (g / (2 * (B + 1))).
Let w := small g.

(** The gap is positive. *)
Lemma g_pos : 0 < g.
Proof. unfold g; pose proof (gap_pos N K D x o mu N_pos K_pos tie_less); lra. Qed.

(** The reach is not negative. *)
Lemma B_nonneg : 0 <= B.
Proof. apply reach_nonneg. Qed.

(** The radius lies between 0 and 1. *)
Lemma rho_bounds : 0 < rho <= 1.
Proof.
  pose proof g_pos; pose proof B_nonneg; split; [| apply Rmin_l].
  apply Rmin_pos; [lra | apply pos_div; lra].
Qed.

(** In the box all gaps are at least g. *)
Lemma box_gaps nu n k :
  within K D rho nu mu -> (1 <= n <= N)%nat -> (1 <= k <= K)%nat -> k <> o n ->
  g <= away D x nu n k - away D x nu n (o n).
Proof.
  intros Hb Hn Hk Ne; pose proof rho_bounds as Rb; pose proof B_nonneg as Bp.
  pose proof g_pos as G.
  assert (C : within K D rho mu mu)
    by (intros k' e' _ _; rewrite Rminus_diag_eq, Rabs_R0 by reflexivity; lra).
  assert (L : forall j, (1 <= j <= K)%nat -> Rabs (away D x nu n j - away D x mu n j) <= rho * B).
  { intros j Hj; apply (away_lipschitz N K D x mu rho); assumption || lra. }
  assert (Rg : rho * B <= g / 2).
  { apply Rle_trans with (g / (2 * (B + 1)) * (B + 1)); [| right; field; lra].
    apply Rmult_le_compat; [lra | exact Bp | apply Rmin_r | lra]. }
  pose proof (gap_le N K D x o mu n k Hn Hk Ne) as Gap.
  pose proof (L k Hk) as A1; pose proof (L (o n) (owner_range K D x mu n K_pos)) as A2.
  pose proof (Rle_abs (- (away D x nu n k - away D x mu n k))) as A1'; rewrite Rabs_Ropp in A1'.
  pose proof (Rle_abs (away D x nu n (o n) - away D x mu n (o n))) as A2'.
  unfold g in *; lra.
Qed.

(** Every point has an owner among the centres. *)
Lemma owned : assigns N K o.
Proof. intros n _; now apply owner_range. Qed.

(** For small sigma any multiple of the small quantity is small. *)
Lemma w_small c eps : 0 < eps -> exists d, 0 < d /\ forall s, 0 < s < d -> c * w s <= eps.
Proof.
  intros He; assert (L : tends_to (fun s => c * w s) 0).
  { replace 0 with (c * 0) by ring; apply lim_scal.
    apply (lim_exp_inv_scaled 4 g 2); [lra | exact g_pos | lia]. }
  destruct (L eps He) as [d [Hd H]]; exists d; split; [exact Hd |]; intros s Hs.
  specialize (H s Hs); rewrite Rminus_0_r in H; pose proof (Rle_abs (c * w s)); lra.
Qed.

(** One step of EM from the box: the masses are at least 1/2, and the result is near mu. *)
Lemma em_near s nu k e :
  0 < s -> within K D rho nu mu -> INR N * (ratio K pi * w s) <= / 2 ->
  (1 <= k <= K)%nat -> (1 <= e <= D)%nat ->
  / 2 <= sumr N (fun n => resp K D x pi s nu n k)
  /\ Rabs (em N K D x pi s nu k e - mu k e) <= 2 * (INR N * (ratio K pi * w s * B)).
Proof.
  intros Hs Hb Hw Hk He; pose proof rho_bounds as Rb.
  assert (Near : forall n, (1 <= n <= N)%nat ->
    Rabs (resp K D x pi s nu n k - delta (o n) k) <= ratio K pi * w s).
  { intros n Hn; apply (resp_near N K D x pi mu o rho g);
      auto using g_pos, owned, box_gaps. }
  assert (One : 1 <= sumr N (fun n => delta (o n) k)).
  { destruct (none_empty k Hk) as [n [Hn E]]; fold o in E.
    rewrite <- (delta_same k) at 1; rewrite <- E at 1.
    apply (sum_term_le N (fun n => delta (o n) k)); [intros; apply delta_nonneg | exact Hn]. }
  assert (Low : / 2 <= sumr N (fun n => resp K D x pi s nu n k)).
  { assert (E : sumr N (fun n => delta (o n) k) - sumr N (fun n => resp K D x pi s nu n k)
      <= INR N * (ratio K pi * w s)); [| lra].
    rewrite <- sum_minus, <- sum_const; apply sum_le; intros n Hn; specialize (Near n Hn).
    pose proof (Rle_abs (- (resp K D x pi s nu n k - delta (o n) k))) as A.
    rewrite Rabs_Ropp in A; lra. }
  split; [exact Low |].
  apply (mean_near N (fun n => resp K D x pi s nu n k) (fun n => delta (o n) k) (fun n => x n e));
    [exact Near | | | exact Low].
  - intros n Hn; apply (reach_point N K D x mu rho); try assumption; [lra |].
    intros k' e' _ _; rewrite Rminus_diag_eq, Rabs_R0 by reflexivity; lra.
  - destruct (fixed_stationary N K D x mu K_pos none_empty fixed) as [_ [_ C]]; now apply C.
Qed.

(** One step of EM from two points of the box. *)
Lemma em_lipschitz s d nu la k e :
  0 < s -> 0 <= d -> within K D rho nu mu -> within K D rho la mu -> within K D d nu la ->
  INR N * (ratio K pi * w s) <= / 2 -> 2 * (INR N * (ratio K pi * w s * B)) <= rho ->
  (1 <= k <= K)%nat -> (1 <= e <= D)%nat ->
  Rabs (em N K D x pi s nu k e - em N K D x pi s la k e)
  <= 2 * (INR N * (8 / g * ratio K pi * B * w s * d * B)).
Proof.
  intros Hs Pd Hb Hl Hd Hw Hw' Hk He; pose proof rho_bounds as Rb.
  destruct (em_near s nu k e Hs Hb Hw Hk He) as [P _].
  destruct (em_near s la k e Hs Hl Hw Hk He) as [Q _].
  apply (mean_near N (fun n => resp K D x pi s nu n k) (fun n => resp K D x pi s la n k)
    (fun n => x n e)); [| | apply mean_balances; lra | exact P].
  - intros n Hn; apply (resp_lipschitz N K D x pi mu o rho g);
      auto using g_pos, owned, box_gaps; lra.
  - intros n Hn; apply (reach_point N K D x mu rho ltac:(lra)); try assumption.
    intros k' e' Hk' He'; destruct (em_near s la k' e' Hs Hl Hw Hk' He'); lra.
Qed.

(** The weight of exp in the header. *)
Let rate (s : R) : R := exp (- gap N K D x (owner K D x mu) mu / (8 * s ^ 2)).

(** For small sigma EM maps the box into its inner half, near mu, and halves distances. *)
Lemma em_contracts :
  exists r C s0, 0 < r /\ 0 < s0 /\ forall s, 0 < s < s0 ->
  (forall nu k e, within K D r nu mu -> (1 <= k <= K)%nat -> (1 <= e <= D)%nat ->
     Rabs (em N K D x pi s nu k e - mu k e) <= C * rate s)
  /\ C * rate s <= r / 2
  /\ (forall d nu la, 0 <= d -> within K D r nu mu -> within K D r la mu -> within K D d nu la ->
        within K D (d / 2) (em N K D x pi s nu) (em N K D x pi s la)).
Proof.
  pose proof rho_bounds as Rb; pose proof B_nonneg as Bp; pose proof g_pos as G.
  destruct (w_small (INR N * ratio K pi) (/ 2)) as [d1 [H1 W1]]; [lra |].
  destruct (w_small (2 * (INR N * ratio K pi * B)) (rho / 2)) as [d2 [H2 W2]]; [lra |].
  destruct (w_small (2 * (INR N * (8 / g * ratio K pi * B * B))) (/ 2)) as [d3 [H3 W3]]; [lra |].
  exists rho, (2 * (INR N * ratio K pi * B)), (Rmin d1 (Rmin d2 d3)).
  split; [lra |]; split; [repeat apply Rmin_pos; assumption |]; intros s Hs.
  pose proof (Rmin_l d1 (Rmin d2 d3)); pose proof (Rmin_r d1 (Rmin d2 d3)).
  pose proof (Rmin_l d2 d3); pose proof (Rmin_r d2 d3).
  specialize (W1 s ltac:(lra)); specialize (W2 s ltac:(lra)); specialize (W3 s ltac:(lra)).
  assert (Ew : rate s = w s) by (unfold rate, w, small, g; f_equal; fold o; field; lra).
  assert (V1 : INR N * (ratio K pi * w s) <= / 2) by (rewrite <- Rmult_assoc; exact W1).
  assert (E2 : 2 * (INR N * ratio K pi * B) * w s = 2 * (INR N * (ratio K pi * w s * B))) by ring.
  rewrite Ew; split; [| split; [exact W2 |]].
  - intros nu k e Hn Hk He; rewrite E2.
    now destruct (em_near s nu k e ltac:(lra) Hn V1 Hk He).
  - intros d nu la Pd Hn Hl Hd k e Hk He.
    eapply Rle_trans; [apply (em_lipschitz s d nu la); try assumption; lra |].
    replace (2 * (INR N * (8 / g * ratio K pi * B * w s * d * B)))
      with (2 * (INR N * (8 / g * ratio K pi * B * B)) * w s * d) by ring.
    unfold Rdiv at 2; rewrite (Rmult_comm d (/ 2)); now apply Rmult_le_compat_r.
Qed.

(** The statement of the header. *)
Theorem fixed_points :
  exists r C s0, 0 < r /\ 0 < s0 /\ forall s, 0 < s < s0 ->
  exists nu, em_fixed s nu
    /\ (forall k e, (1 <= k <= K)%nat -> (1 <= e <= D)%nat ->
          Rabs (nu k e - mu k e) <= C * exp (- gap N K D x (owner K D x mu) mu / (8 * s ^ 2)))
    /\ within K D (r / 2) nu mu
    /\ (forall la, em_fixed s la -> within K D r la mu -> within K D 0 la nu)
    /\ (forall la, within K D r la mu -> apart2 K D la nu ->
          loglik N K D x pi s la < loglik N K D x pi s nu).
Proof.
  destruct em_contracts as [r [C [s0 [Hr [Hs0 Con]]]]].
  exists r, C, s0; split; [exact Hr |]; split; [exact Hs0 |]; intros s Hs.
  destruct (Con s Hs) as [Near [Small Half]].
  assert (Stay : forall nu, within K D r nu mu -> within K D r (em N K D x pi s nu) mu).
  { intros nu Hn k e Hk He; specialize (Near nu k e Hn Hk He); lra. }
  destruct (contraction K D (em N K D x pi s) mu r) as [nu [In [Fix Only]]];
    [lra | exact Stay | exact Half |].
  assert (Eq : em_fixed s nu).
  { intros k e Hk He; specialize (Fix k e Hk He).
    apply Rminus_diag_uniq; destruct (Req_EM_T (em N K D x pi s nu k e - nu k e) 0) as [Z | Z];
      [exact Z | apply Rabs_pos_lt in Z; lra]. }
  exists nu; split; [exact Eq |]; split; [| split; [| split]].
  - intros k e Hk He; rewrite <- (Eq k e Hk He) at 1; now apply Near.
  - intros k e Hk He; rewrite <- (Eq k e Hk He); specialize (Near nu k e In Hk He); lra.
  - intros la Fl Hl; apply Only; [exact Hl |]; intros k e Hk He.
    rewrite (Fl k e Hk He), Rminus_diag_eq, Rabs_R0 by reflexivity; lra.
  - intros la Hl [k [e [Hk [He Ne]]]].
    pose proof (climbing N K D x pi N_pos K_pos pi_pos mu s r nu (em N K D x pi s la)
      (proj1 Hs) (Rlt_le _ _ Hr) Stay Half In Fix (Stay la Hl)) as Best.
    assert (Lt : softened N K D x pi s (em N K D x pi s la) < softened N K D x pi s la).
    { apply Rnot_le_lt; intros Le; apply Ne.
      specialize (Only la Hl (stands_still
        N K D x pi N_pos K_pos pi_pos s la (proj1 Hs) Le) k e Hk He).
      apply Rminus_diag_uniq; destruct (Req_EM_T (la k e - nu k e) 0) as [Z | Z];
        [exact Z | apply Rabs_pos_lt in Z; lra]. }
    pose proof (pow_lt s 2 (proj1 Hs)).
    pose proof (loglik_softened N K D x pi K_pos pi_pos s nu (proj1 Hs)).
    pose proof (loglik_softened N K D x pi K_pos pi_pos s la (proj1 Hs)).
    apply Rmult_lt_reg_l with (2 * s ^ 2); lra.
Qed.

End Near.

End FixedPoints.
