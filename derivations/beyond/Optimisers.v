(* The best fit of the mixture is a nearly best clustering, and tends to a best one.

   K Gaussian bells with fixed positive weights pi that sum to 1 and one common width
   sigma.  Write F(sigma, mu) = -2 sigma^2 (sum over the points of
   ln (sum over k of pi k exp (-d / (2 sigma^2)))), which is -2 sigma^2 times the
   log-likelihood up to a constant that does not depend on the centres mu.

   - distortion mu <= F(sigma, mu) <= distortion mu + 2 N sigma^2 ln (1 / least weight),
     for all centres and every sigma: a softened minimum lies near the minimum.
   - Hence centres of greatest likelihood have a distortion within
     2 N sigma^2 ln (1 / least weight) of that of any other centres, and centres of
     least distortion lose at most N ln (1 / least weight) of log-likelihood.
   - As sigma falls to 0, every limit point of centres of greatest likelihood has the
     least distortion of all: it solves the k-means problem.
   - The k-means problem has a solution, so that "least distortion" is not empty words.

   Why it is true: the first line, used twice, and the continuity of the distortion; a
   best clustering exists because there are finitely many assignments of points, and
   for each one the means are the best centres.

   Assumed: fixed weights, common width.  That centres of greatest likelihood exist for
   each sigma, and limits of them, is proved in Existence.v.  Nothing is claimed about
   local optima.  That the objective itself tends to the distortion is known (Broderick,
   Kulis and Jordan, MAD-Bayes, 2013); we know of no place with the uniform gap. *)

From Coq Require Import Reals Lra Lia Arith.
From Hardlimit Require Import Vanishing Finite.
From Beyond Require Import Centres Means.

Local Open Scope R_scope.

Section Optimisers.

Variables (N K D : nat) (x : nat -> nat -> R) (pi : nat -> R).

(** The log-likelihood of the mixture. *)
Definition loglik (sigma : R) (mu : nat -> nat -> R) : R :=
  sumr N (fun n => ln (sumr K (fun k =>
    pi k * (exp (- dist2 D (x n) (mu k) / (2 * sigma ^ 2))
            / sqrt (2 * PI * sigma ^ 2) ^ D)))).

(** The softened distortion. *)
Definition softened (sigma : R) (mu : nat -> nat -> R) : R :=
  - (2 * sigma ^ 2) * sumr N (fun n => ln (sumr K (fun k =>
    pi k * exp (- away D x mu n k / (2 * sigma ^ 2))))).

(** The greatest excess of the softened distortion: 2 N sigma^2 ln (1 / least weight). *)
Definition excess (sigma : R) : R := 2 * INR N * sigma ^ 2 * ln (/ minr K pi).

(** No constraint on the centres. *)
Definition anywhere (mu : nat -> nat -> R) : Prop := True.

(** Arbitrarily near mu lie centres of greatest likelihood for arbitrarily small sigma. *)
Definition limit_of_fits (mu : nat -> nat -> R) : Prop :=
  forall eps, 0 < eps -> exists sigma nu,
    0 < sigma < eps /\ maximises anywhere (loglik sigma) nu /\ close K D eps nu mu.

Hypothesis K_pos : (1 <= K)%nat.
Hypothesis pi_pos : forall k, (1 <= k <= K)%nat -> 0 < pi k.
Hypothesis pi_one : sumr K pi = 1.

(** The terms of one point's likelihood have a positive sum. *)
Lemma mix_pos sigma mu n :
  0 < sumr K (fun k => pi k * exp (- away D x mu n k / (2 * sigma ^ 2))).
Proof.
  apply sum_pos; [exact K_pos | intros k Hk].
  apply Rmult_lt_0_compat; [now apply pi_pos | apply exp_pos].
Qed.

(** The least weight is positive. *)
Lemma least_pos : 0 < minr K pi.
Proof. now apply min_glb_lt. Qed.

(** -2 sigma^2 times the log-likelihood is the softened distortion plus a constant. *)
Lemma loglik_softened sigma mu :
  0 < sigma ->
  - (2 * sigma ^ 2) * loglik sigma mu
  = softened sigma mu + INR N * INR D * sigma ^ 2 * ln (2 * PI * sigma ^ 2).
Proof.
  intros Hs; pose proof (pow_lt sigma 2 Hs) as H2; pose proof PI_RGT_0.
  assert (Hv : 0 < 2 * PI * sigma ^ 2) by (apply Rmult_lt_0_compat; lra).
  assert (Hq : 0 < sqrt (2 * PI * sigma ^ 2)) by now apply sqrt_lt_R0.
  assert (Hb : 0 < sqrt (2 * PI * sigma ^ 2) ^ D) by now apply pow_lt.
  unfold loglik, softened.
  rewrite (sum_ext N _ (fun n => ln (sumr K (fun k =>
    pi k * exp (- away D x mu n k / (2 * sigma ^ 2))))
    - INR D * (ln (2 * PI * sigma ^ 2) / 2))).
  - rewrite sum_minus, sum_const; field.
  - intros n _; rewrite <- ln_sqrt', <- ln_pow', <- ln_div' by (assumption || apply mix_pos).
    f_equal; rewrite <- sum_div; apply sum_ext; intros k _; unfold away; field; lra.
Qed.

(** One point: the softened minimum lies between the minimum and the minimum plus
    2 sigma^2 ln (1 / least weight). *)
Lemma softmin_between sigma mu n :
  0 < sigma ->
  minr K (away D x mu n)
  <= - (2 * sigma ^ 2)
     * ln (sumr K (fun k => pi k * exp (- away D x mu n k / (2 * sigma ^ 2))))
  <= minr K (away D x mu n) + 2 * sigma ^ 2 * ln (/ minr K pi).
Proof.
  intros Hs; pose proof (pow_lt sigma 2 Hs) as H2; pose proof least_pos as Hl.
  set (m := minr K (away D x mu n)); set (v := 2 * sigma ^ 2).
  assert (Hv : 0 < v) by (unfold v; lra).
  assert (E : v * (m / v) = m) by (field; lra).
  set (S := sumr K (fun k => pi k * exp (- away D x mu n k / v))).
  assert (HS : 0 < S) by apply mix_pos.
  assert (U : ln S <= - (m / v)).
  { rewrite <- (ln_exp (- (m / v))); apply ln_le'; [exact HS |].
    rewrite <- (Rmult_1_l (exp _)), <- pi_one, <- sum_scal_r; apply sum_le; intros k Hk.
    apply Rmult_le_compat_l; [now apply Rlt_le, pi_pos |]; apply exp_le'.
    unfold Rdiv; rewrite <- Ropp_mult_distr_l; apply Ropp_le_contravar.
    apply Rmult_le_compat_r; [now apply nonneg_inv | now apply (min_le K)]. }
  assert (L : ln (minr K pi) - m / v <= ln S).
  { destruct (min_attained K (away D x mu n) K_pos) as [o [Ho Eo]]; fold m in Eo.
    replace (ln (minr K pi) - m / v) with (ln (minr K pi * exp (- (m / v))))
      by (rewrite ln_mult', ln_exp; [ring | exact Hl | apply exp_pos]).
    apply ln_le'; [apply Rmult_lt_0_compat; [exact Hl | apply exp_pos] |].
    apply Rle_trans with (pi o * exp (- away D x mu n o / v)).
    - rewrite Eo; unfold Rdiv; rewrite <- Ropp_mult_distr_l.
      apply Rmult_le_compat_r; [apply Rlt_le, exp_pos | now apply (min_le K)].
    - apply (sum_term_le K (fun k => pi k * exp (- away D x mu n k / v))); [| exact Ho].
      intros k Hk; apply Rmult_le_pos; apply Rlt_le; [now apply pi_pos | apply exp_pos]. }
  rewrite (ln_inv' _ Hl).
  pose proof (Rmult_le_compat_l v _ _ (Rlt_le _ _ Hv) U).
  pose proof (Rmult_le_compat_l v _ _ (Rlt_le _ _ Hv) L); lra.
Qed.

(** All points: the softened distortion lies between the distortion and the distortion
    plus the excess. *)
Lemma softened_between sigma mu :
  0 < sigma ->
  distortion N K D x mu <= softened sigma mu <= distortion N K D x mu + excess sigma.
Proof.
  intros Hs; unfold softened, distortion, excess; rewrite <- sum_scal_l; split.
  - apply sum_le; intros n _; now apply softmin_between.
  - replace (2 * INR N * sigma ^ 2 * ln (/ minr K pi))
      with (INR N * (2 * sigma ^ 2 * ln (/ minr K pi))) by ring.
    rewrite <- sum_const, <- sum_plus; apply sum_le; intros n _; now apply softmin_between.
Qed.

(** More likelihood is less softened distortion. *)
Lemma likelier_is_less sigma mu nu :
  0 < sigma -> loglik sigma mu <= loglik sigma nu ->
  softened sigma nu <= softened sigma mu.
Proof.
  intros Hs H; pose proof (pow_lt sigma 2 Hs).
  pose proof (loglik_softened sigma mu Hs); pose proof (loglik_softened sigma nu Hs).
  assert (2 * sigma ^ 2 * loglik sigma mu <= 2 * sigma ^ 2 * loglik sigma nu)
    by (apply Rmult_le_compat_l; lra).
  lra.
Qed.

(** Centres of greatest likelihood have nearly the least distortion. *)
Lemma fit_nearly_clusters sigma mu nu :
  0 < sigma -> maximises anywhere (loglik sigma) mu ->
  distortion N K D x mu <= distortion N K D x nu + excess sigma.
Proof.
  intros Hs [_ Max]; pose proof (likelier_is_less sigma nu mu Hs (Max nu I)).
  pose proof (softened_between sigma mu Hs); pose proof (softened_between sigma nu Hs); lra.
Qed.

(** Centres of least distortion have nearly the greatest likelihood. *)
Lemma clustering_nearly_fits sigma mu nu :
  0 < sigma -> minimises anywhere (distortion N K D x) mu ->
  loglik sigma nu - INR N * ln (/ minr K pi) <= loglik sigma mu.
Proof.
  intros Hs [_ Min]; specialize (Min nu I); pose proof (pow_lt sigma 2 Hs).
  pose proof (softened_between sigma mu Hs); pose proof (softened_between sigma nu Hs).
  pose proof (loglik_softened sigma mu Hs); pose proof (loglik_softened sigma nu Hs).
  unfold excess in *; apply Rmult_le_reg_l with (2 * sigma ^ 2); lra.
Qed.

(** The excess falls to 0 with sigma. *)
Lemma excess_vanishes : tends_to excess 0.
Proof.
  apply (lim_ext (fun s => 2 * INR N * ln (/ minr K pi) * s ^ 2)); [intros; unfold excess; ring |].
  replace 0 with (2 * INR N * ln (/ minr K pi) * 0) by ring.
  apply lim_scal, lim_pow_0; lia.
Qed.

(** A limit point of centres of greatest likelihood has the least distortion. *)
Lemma limit_clusters mu :
  limit_of_fits mu -> minimises anywhere (distortion N K D x) mu.
Proof.
  intros Lim; split; [exact I |]; intros nu _; apply Rnot_lt_le; intros Lt.
  set (g := distortion N K D x mu - distortion N K D x nu).
  assert (Hg : 0 < g / 2) by (unfold g; lra).
  destruct (distortion_continuous N K D x mu (g / 2) K_pos Hg) as [rho [Hr [_ C]]].
  destruct (excess_vanishes (g / 2) Hg) as [d [Hd V]].
  destruct (Lim (Rmin rho d) (Rmin_pos _ _ Hr Hd)) as [s [m [Hs [Max Cl]]]].
  pose proof (Rmin_l rho d); pose proof (Rmin_r rho d).
  assert (Cm : Rabs (distortion N K D x m - distortion N K D x mu) < g / 2).
  { apply C; intros k e Hk He; specialize (Cl k e Hk He); lra. }
  specialize (V s ltac:(lra)); apply Rabs_def2 in Cm; apply Rabs_def2 in V.
  pose proof (fit_nearly_clusters s m nu (proj1 Hs) Max); unfold g in *; lra.
Qed.

(** The statements of the header. *)
Theorem optimisers :
  (forall sigma mu, 0 < sigma ->
     distortion N K D x mu <= softened sigma mu <= distortion N K D x mu + excess sigma)
  /\ (forall sigma mu nu, 0 < sigma -> maximises anywhere (loglik sigma) mu ->
        distortion N K D x mu <= distortion N K D x nu + excess sigma)
  /\ (forall sigma mu nu, 0 < sigma -> minimises anywhere (distortion N K D x) mu ->
        loglik sigma nu - INR N * ln (/ minr K pi) <= loglik sigma mu)
  /\ (forall mu, limit_of_fits mu -> minimises anywhere (distortion N K D x) mu)
  /\ (exists mu, minimises anywhere (distortion N K D x) mu).
Proof.
  split; [| split; [| split; [| split]]].
  - intros; now apply softened_between.
  - intros; now apply fit_nearly_clusters.
  - intros; now apply clustering_nearly_fits.
  - intros; now apply limit_clusters.
  - destruct (best_clustering N K D x K_pos) as [mu H].
    exists mu; split; [exact I | intros nu _; apply H].
Qed.

End Optimisers.
