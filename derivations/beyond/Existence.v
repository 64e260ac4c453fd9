(* Centres of greatest likelihood exist, and so do their limits.

   The likelihood is that of K Gaussian bells with fixed positive weights and one fixed
   common width sigma; only the centres are free (Optimisers.v).

   - For every sigma some centres have the greatest likelihood of all.
   - Some centres are a limit of centres of greatest likelihood as sigma falls to 0.

   So the statements of Optimisers.v are not about nothing.

   Why it is true: clipping all coordinates to a bound that holds for the points brings
   every centre nearer to every point, so it cannot lower the likelihood, and only a
   bounded set of centres matters; there compactness applies.  Compactness is used in this
   form: if sets A eps shrink with eps, are never empty and their members are bounded, some
   point has members of every A eps arbitrarily near.  It is proved one coordinate at a
   time, by the least upper bound.

   Assumed: the weights are fixed, positive and sum to 1.  With widths to be learnt the
   likelihood is unbounded and nothing of this holds.  Textbook compactness. *)

From Coq Require Import Reals Lra Lia Arith Classical.
From Hardlimit Require Import Vanishing Finite.
From Beyond Require Import Centres Means Optimisers.

Local Open Scope R_scope.

Section Compactness.

Variable X : Type.

(** Sets that shrink with eps and are never empty. *)
Definition shrinking (A : R -> X -> Prop) : Prop :=
  (forall a b v, a <= b -> A a v -> A b v) /\ (forall eps, 0 < eps -> exists v, A eps v).

(** One bounded coordinate has a value to which members come arbitrarily near. *)
Lemma cluster_one A (f : X -> R) b :
  shrinking A -> (forall eps v, A eps v -> Rabs (f v) <= b) ->
  exists t, forall eps, 0 < eps -> exists v, A eps v /\ Rabs (f v - t) < eps.
Proof.
  intros [Shr Ne] Bd.
  set (E := fun s => forall eps, 0 < eps -> exists v, A eps v /\ s <= f v).
  assert (Low : E (- b)).
  { intros eps He; destruct (Ne eps He) as [v Hv]; exists v; split; [exact Hv |].
    specialize (Bd eps v Hv); pose proof (Rle_abs (- f v)) as P; rewrite Rabs_Ropp in P; lra. }
  destruct (completeness E) as [t [Up Least]].
  - exists b; intros s Hs; destruct (Hs 1 Rlt_0_1) as [v [Hv Le]].
    specialize (Bd 1 v Hv); pose proof (Rle_abs (f v)); lra.
  - now exists (- b).
  - exists t; intros eps He.
    assert (Above : exists a, 0 < a /\ forall v, A a v -> f v < t + eps).
    { destruct (classic (E (t + eps))) as [In | Out]; [specialize (Up _ In); lra |].
      apply not_all_ex_not in Out; destruct Out as [a Ha].
      apply imply_to_and in Ha; destruct Ha as [Pa Ha]; exists a; split; [exact Pa |].
      intros v Hv; apply Rnot_le_lt; intros Le; apply Ha; now exists v. }
    destruct Above as [a [Pa Ha]].
    assert (Below : exists s, E s /\ t - eps < s).
    { apply NNPP; intros No; assert (t <= t - eps); [apply Least | lra].
      intros s Hs; apply Rnot_lt_le; intros Lt; apply No; now exists s. }
    destruct Below as [s [Hs Lt]]; destruct (Hs (Rmin eps a) (Rmin_pos _ _ He Pa)) as [v [Hv Le]].
    exists v; split; [now apply (Shr (Rmin eps a)); [apply Rmin_l |] |].
    assert (f v < t + eps) by now apply Ha, (Shr (Rmin eps a)); [apply Rmin_r |].
    apply Rabs_def1; lra.
Qed.

(** So have finitely many coordinates together. *)
Lemma cluster_row m A (g : nat -> X -> R) b :
  shrinking A -> (forall eps v i, A eps v -> (1 <= i <= m)%nat -> Rabs (g i v) <= b) ->
  exists c, forall eps, 0 < eps -> exists v, A eps v
    /\ forall i, (1 <= i <= m)%nat -> Rabs (g i v - c i) < eps.
Proof.
  intros Sh; induction m as [| m IH]; intros Bd.
  - exists (fun _ => 0); intros eps He; destruct (proj2 Sh eps He) as [v Hv].
    exists v; split; [exact Hv | intros; lia].
  - destruct IH as [c Hc]; [intros eps v i Hv Hi; apply (Bd eps); [exact Hv | lia] |].
    destruct (cluster_one (fun eps v => A eps v
      /\ forall i, (1 <= i <= m)%nat -> Rabs (g i v - c i) < eps) (g (S m)) b) as [t Ht].
    + split; [| exact Hc]; intros p q v Hpq [Hv Hi]; split; [now apply (proj1 Sh p) |].
      intros i Hr; specialize (Hi i Hr); lra.
    + intros eps v [Hv _]; apply (Bd eps); [exact Hv | lia].
    + exists (put1 c (S m) t); intros eps He; destruct (Ht eps He) as [v [[Hv Hi] Hm]].
      exists v; split; [exact Hv |]; intros i Hr; unfold put1.
      destruct (Nat.eq_dec i (S m)) as [-> | N]; [exact Hm | apply Hi; lia].
Qed.

(** So have finitely many rows of finitely many coordinates. *)
Lemma cluster_table n m A (g : nat -> nat -> X -> R) b :
  shrinking A ->
  (forall eps v i j, A eps v -> (1 <= i <= n)%nat -> (1 <= j <= m)%nat -> Rabs (g i j v) <= b) ->
  exists c, forall eps, 0 < eps -> exists v, A eps v
    /\ forall i j, (1 <= i <= n)%nat -> (1 <= j <= m)%nat -> Rabs (g i j v - c i j) < eps.
Proof.
  intros Sh; induction n as [| n IH]; intros Bd.
  - exists (fun _ _ => 0); intros eps He; destruct (proj2 Sh eps He) as [v Hv].
    exists v; split; [exact Hv | intros; lia].
  - destruct IH as [c Hc]; [intros eps v i j Hv Hi Hj; apply (Bd eps); [exact Hv | lia | lia] |].
    destruct (cluster_row m (fun eps v => A eps v /\ forall i j, (1 <= i <= n)%nat ->
      (1 <= j <= m)%nat -> Rabs (g i j v - c i j) < eps) (g (S n)) b) as [t Ht].
    + split; [| exact Hc]; intros p q v Hpq [Hv Hi]; split; [now apply (proj1 Sh p) |].
      intros i j Hr Hj; specialize (Hi i j Hr Hj); lra.
    + intros eps v j [Hv _] Hj; apply (Bd eps); [exact Hv | lia | exact Hj].
    + exists (fun i => if Nat.eq_dec i (S n) then t else c i); intros eps He.
      destruct (Ht eps He) as [v [[Hv Hi] Hm]].
      exists v; split; [exact Hv |]; intros i j Hr Hj.
      destruct (Nat.eq_dec i (S n)) as [-> | N]; [now apply Hm | apply Hi; lia].
Qed.

End Compactness.

Section Existence.

Variables (N K D : nat) (x : nat -> nat -> R) (pi : nat -> R).

Hypothesis K_pos : (1 <= K)%nat.
Hypothesis pi_pos : forall k, (1 <= k <= K)%nat -> 0 < pi k.
Hypothesis pi_one : sumr K pi = 1.

(** A bound for all coordinates of all points. *)
Definition bound : R := sumr N (fun n => sumr D (fun e => Rabs (x n e))).

(** All coordinates of all centres are at most the bound. *)
Definition bounded (mu : nat -> nat -> R) : Prop := forall k e, Rabs (mu k e) <= bound.

(** The centres, clipped to the bound. *)
Definition clipped (mu : nat -> nat -> R) (k e : nat) : R := Rmax (- bound) (Rmin bound (mu k e)).

(** The bound is not negative. *)
Lemma bound_nonneg : 0 <= bound.
Proof. apply sum_nonneg; intros; apply sum_nonneg; intros; apply Rabs_pos. Qed.

(** The bound holds for the points. *)
Lemma point_bounded n e : (1 <= n <= N)%nat -> (1 <= e <= D)%nat -> Rabs (x n e) <= bound.
Proof.
  intros Hn He.
  eapply Rle_trans; [apply (sum_term_le D (fun e => Rabs (x n e)) e) |
    apply (sum_term_le N (fun n => sumr D (fun e => Rabs (x n e))) n)]; try assumption.
  - intros; apply Rabs_pos.
  - intros; apply sum_nonneg; intros; apply Rabs_pos.
Qed.

(** Clipped centres are bounded. *)
Lemma clipped_bounded mu : bounded (clipped mu).
Proof.
  intros k e; pose proof bound_nonneg; unfold clipped, Rmax, Rmin.
  apply Rabs_le; destruct (Rle_dec bound (mu k e)); destruct (Rle_dec _ _); lra.
Qed.

(** Clipping moves every centre nearer to every point. *)
Lemma clipped_nearer mu n k :
  (1 <= n <= N)%nat -> away D x (clipped mu) n k <= away D x mu n k.
Proof.
  intros Hn; apply sum_le; intros e He; pose proof (point_bounded n e Hn He) as P.
  pose proof (Rle_abs (x n e)); pose proof (Rle_abs (- x n e)) as Q; rewrite Rabs_Ropp in Q.
  rewrite <- (pow2_abs (x n e - mu k e)); apply pow_maj_Rabs.
  pose proof (Rle_abs (x n e - mu k e)).
  pose proof (Rle_abs (- (x n e - mu k e))) as W; rewrite Rabs_Ropp in W.
  unfold clipped, Rmax, Rmin; apply Rabs_le.
  destruct (Rle_dec bound (mu k e)); destruct (Rle_dec _ _); lra.
Qed.

(** Nearer centres have less softened distortion; c is a slack per point. *)
Lemma softened_mono sigma c nu mu :
  0 < sigma ->
  (forall n k, (1 <= n <= N)%nat -> (1 <= k <= K)%nat -> away D x nu n k <= away D x mu n k + c) ->
  softened N K D x pi sigma nu <= softened N K D x pi sigma mu + INR N * c.
Proof.
  intros Hs H; pose proof (pow_lt sigma 2 Hs) as H2; unfold softened.
  rewrite <- !sum_scal_l, <- sum_const, <- sum_plus; apply sum_le; intros n Hn.
  set (v := 2 * sigma ^ 2) in *; assert (Hv : 0 < v) by (unfold v; lra).
  set (S := fun la => sumr K (fun k => pi k * exp (- away D x la n k / v))).
  change (- v * ln (S nu) <= - v * ln (S mu) + c).
  assert (P : forall la, 0 < S la) by (intros la; now apply (mix_pos K D x pi)).
  assert (L : exp (- (c / v)) * S mu <= S nu).
  { unfold S; rewrite <- sum_scal_l; apply sum_le; intros k Hk.
    replace (exp (- (c / v)) * (pi k * exp (- away D x mu n k / v)))
      with (pi k * exp (- (away D x mu n k + c) / v))
      by (rewrite <- Rmult_assoc, (Rmult_comm (exp _)), Rmult_assoc, <- exp_plus;
          do 2 f_equal; field; lra).
    apply Rmult_le_compat_l; [now apply Rlt_le, pi_pos |]; apply exp_le'.
    apply Rmult_le_compat_r; [now apply nonneg_inv | specialize (H n k Hn Hk); lra]. }
  apply ln_le' in L; [| apply Rmult_lt_0_compat; [apply exp_pos | apply P]].
  rewrite ln_mult', ln_exp in L by (apply exp_pos || apply P).
  pose proof (Rmult_le_compat_l v _ _ (Rlt_le _ _ Hv) L) as M.
  replace (v * (- (c / v) + ln (S mu))) with (v * ln (S mu) - c) in M by (field; lra); lra.
Qed.

(** Clipping does not raise the softened distortion. *)
Lemma clipped_better sigma mu :
  0 < sigma -> softened N K D x pi sigma (clipped mu) <= softened N K D x pi sigma mu.
Proof.
  intros Hs; rewrite <- (Rplus_0_r (softened _ _ _ _ _ _ mu)), <- (Rmult_0_r (INR N)).
  apply softened_mono; [exact Hs |]; intros n k Hn _; pose proof (clipped_nearer mu n k Hn); lra.
Qed.

(** Less softened distortion is more likelihood. *)
Lemma less_is_likelier sigma mu nu :
  0 < sigma -> softened N K D x pi sigma nu <= softened N K D x pi sigma mu ->
  loglik N K D x pi sigma mu <= loglik N K D x pi sigma nu.
Proof.
  intros Hs H; pose proof (pow_lt sigma 2 Hs).
  pose proof (loglik_softened N K D x pi K_pos pi_pos sigma mu Hs).
  pose proof (loglik_softened N K D x pi K_pos pi_pos sigma nu Hs).
  apply Rmult_le_reg_l with (2 * sigma ^ 2); lra.
Qed.

(** For every sigma some bounded centres have the greatest likelihood. *)
Lemma fit_exists sigma :
  0 < sigma -> exists mu, bounded mu /\ maximises anywhere (loglik N K D x pi sigma) mu.
Proof.
  intros Hs; set (F := softened N K D x pi sigma).
  destruct (completeness (fun y => exists mu, y = - F mu)) as [m [Up Least]].
  - exists 0; intros y [mu ->].
    pose proof (softened_between N K D x pi K_pos pi_pos pi_one sigma mu Hs) as [B _].
    assert (0 <= distortion N K D x mu); [| unfold F; lra].
    apply sum_nonneg; intros n _; apply min_glb; [exact K_pos | intros; apply away_nonneg].
  - exists (- F (fun _ _ => 0)); now exists (fun _ _ => 0).
  - destruct (cluster_table _ K D (fun eps mu => bounded mu /\ F mu < - m + eps)
      (fun k e mu => mu k e) bound) as [c Hc].
    + split; [intros a b mu Hab [Hb Hf]; split; [exact Hb | lra] |].
      intros eps He; apply NNPP; intros No.
      assert (m <= m - eps); [apply Least; intros y [mu ->] | lra].
      apply Rnot_lt_le; intros Lt; apply No; exists (clipped mu).
      split; [apply clipped_bounded |]; pose proof (clipped_better sigma mu Hs); unfold F in *; lra.
    + intros eps mu k e [Hb _] _ _; apply Hb.
    + assert (Best : F (clipped c) <= - m).
      { eapply Rle_trans; [now apply clipped_better |]; fold F.
        apply le_epsilon; intros eps He.
        pose proof (slack_nonneg N K D x c) as Sl; pose proof (pos_INR N) as PN.
        set (q := INR N * slack N K D x c + 1).
        assert (Hq : 0 < q) by (unfold q; pose proof (Rmult_le_pos _ _ PN Sl); lra).
        set (rho := Rmin 1 (eps / 2 / q)).
        assert (Hr : 0 < rho) by (apply Rmin_pos; [lra | apply pos_div; lra]).
        destruct (Hc (Rmin rho (eps / 2))) as [nu [[_ Hf] Cl]]; [apply Rmin_pos; lra |].
        pose proof (Rmin_l rho (eps / 2)); pose proof (Rmin_r rho (eps / 2)).
        assert (Cl' : close K D rho nu c)
          by (intros k e Hk He'; specialize (Cl k e Hk He'); lra).
        assert (M : F c <= F nu + INR N * (rho * slack N K D x c)).
        { apply softened_mono; [exact Hs |]; intros n k Hn Hk.
          pose proof (away_moves N K D x rho nu c n k Cl' (Rmin_l _ _) Hn Hk) as A.
          pose proof (Rle_abs (- (away D x nu n k - away D x c n k))) as A'.
          rewrite Rabs_Ropp in A'; lra. }
        assert (R : INR N * (rho * slack N K D x c) <= eps / 2); [| lra].
        replace (INR N * (rho * slack N K D x c)) with (rho * (INR N * slack N K D x c)) by ring.
        apply Rle_trans with (eps / 2 / q * q); [| right; field; lra].
        apply Rmult_le_compat; [lra | now apply Rmult_le_pos | apply Rmin_r | unfold q; lra]. }
      exists (clipped c); split; [apply clipped_bounded | split; [exact I |]]; intros nu _.
      apply less_is_likelier; [exact Hs |]; fold (F nu).
      assert (- F nu <= m) by (apply Up; now exists nu); unfold F in *; lra.
Qed.

(** Centres of greatest likelihood exist for every sigma, and limits of them exist. *)
Theorem existence :
  (forall sigma, 0 < sigma -> exists mu, maximises anywhere (loglik N K D x pi sigma) mu)
  /\ exists mu, limit_of_fits N K D x pi mu.
Proof.
  split.
  - intros sigma Hs; destruct (fit_exists sigma Hs) as [mu [_ H]]; now exists mu.
  - destruct (cluster_table _ K D (fun eps mu => bounded mu /\ exists sigma, 0 < sigma < eps
      /\ maximises anywhere (loglik N K D x pi sigma) mu) (fun k e mu => mu k e) bound) as [c Hc].
    + split.
      * intros a b mu Hab [Hb [s [Hs H]]]; split; [exact Hb | exists s; split; [lra | exact H]].
      * intros eps He; destruct (fit_exists (eps / 2)) as [mu [Hb H]]; [lra |].
        exists mu; split; [exact Hb | exists (eps / 2); split; [lra | exact H]].
    + intros eps mu k e [Hb _] _ _; apply Hb.
    + exists c; intros eps He; destruct (Hc eps He) as [mu [[_ [s [Hs H]]] Cl]].
      exists s, mu; split; [exact Hs | split; [exact H | exact Cl]].
Qed.

End Existence.
