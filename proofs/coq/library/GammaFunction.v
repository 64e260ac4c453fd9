(* The Gamma function of positive numbers and its logarithmic derivative, by Euler's
   products.  [Gamma], [digamma], [factorial] and [Beta] are words of statements: these
   and [euler_factor], [euler_part] before them are to be read and judged; all else is proved.

     Gamma x   = 1/x * (1 + 1/1)^x / (1 + x/1) * (1 + 1/2)^x / (1 + x/2) * ...
     digamma x = - 1/x + (ln (1 + 1/1) - 1/(1 + x)) + (ln (1 + 1/2) - 1/(2 + x)) + ...

   They are looked at for x > 0 alone; elsewhere Gamma is 1 and digamma 0. *)

From Coq Require Import Reals Lra Lia Arith.
From Hardlimit Require Import Vocabulary.

Local Open Scope R_scope.

(** A euler_series whose terms are at most C / (n (n + 1)) has a sum *)

Lemma euler_from_one_pos n : (1 <= n)%nat -> 0 < INR n.
Proof. intros; apply lt_0_INR; lia. Qed.

Lemma euler_rests n : sumr n (fun k => / (INR k * INR (S k))) = 1 - / INR (S n).
Proof.
  induction n as [| n IH]; [simpl; field |].
  assert (0 < INR (S n)) by (apply euler_from_one_pos; lia).
  assert (0 < INR (S (S n))) by (apply euler_from_one_pos; lia).
  cbn [sumr]; rewrite IH, (S_INR (S n)) in *; field; lra.
Qed.

Lemma euler_series a C :
  (forall n, (1 <= n)%nat -> Rabs (a n) <= C * / (INR n * INR (S n))) ->
  {l | Un_cv (fun n => sumr n a) l}.
Proof.
  intros H.
  set (b n := a n + C * / (INR n * INR (S n))).
  assert (B : forall n, (1 <= n)%nat -> 0 <= b n <= 2 * C * / (INR n * INR (S n))).
  { intros n Hn; specialize (H n Hn); unfold b.
    assert (L := Rle_abs (a n)); assert (M := Rle_abs (- a n)); rewrite Rabs_Ropp in M; lra. }
  assert (E : forall n, sumr n b = sumr n a + C * (1 - / INR (S n))).
  { intros n; rewrite <- euler_rests; induction n as [| n IH]; [simpl; ring |].
    cbn [sumr]; rewrite IH; unfold b; ring. }
  assert (C0 : 0 <= C).
  { specialize (H 1%nat (le_n _)); assert (P := Rabs_pos (a 1%nat)); simpl in H; lra. }
  destruct (growing_cv (fun n => sumr n b)) as [l L].
  - intros n; cbn [sumr]; destruct (B (S n)); [lia | lra].
  - exists (2 * C); intros x [n ->].
    apply Rle_trans with (2 * C * (1 - / INR (S n))).
    + rewrite <- euler_rests; induction n as [| n IH]; [simpl; lra |].
      cbn [sumr]; destruct (B (S n)); [lia | lra].
    + assert (0 < / INR (S n)) by (apply Rinv_0_lt_compat, euler_from_one_pos; lia).
      assert (0 <= 2 * C * / INR (S n)) by (apply Rmult_le_pos; lra); lra.
  - exists (l - C * (1 - 0)).
    apply Un_cv_ext with (fun n => sumr n b - C * (1 - / INR (S n))).
    { intros n; rewrite E; ring. }
    apply CV_minus; [exact L |].
    apply CV_mult with (An := fun _ => C) (Bn := fun n => 1 - / INR (S n)).
    { intros eps He; exists 0%nat; intros; rewrite R_dist_eq; exact He. }
    apply CV_minus with (An := fun _ => 1) (Bn := fun n => / INR (S n)).
    { intros eps He; exists 0%nat; intros; rewrite R_dist_eq; exact He. }
    intros eps He; destruct (archimed_cor1 eps He) as [N [HN H0]]; exists N; intros n Hn.
    unfold R_dist; rewrite Rminus_0_r, Rabs_right.
    + apply Rle_lt_trans with (2 := HN); apply Rinv_le_contravar; [now apply lt_0_INR |].
      apply le_INR; lia.
    + apply Rle_ge, Rlt_le, Rinv_0_lt_compat, euler_from_one_pos; lia.
Qed.

(** Bounds of the logarithm *)

Lemma euler_ln_quotient a b : 0 < a -> 0 < b -> ln (a / b) = ln a - ln b.
Proof.
  intros Ha Hb; unfold Rdiv; rewrite ln_mult, ln_Rinv; [ring | exact Hb | exact Ha |].
  now apply Rinv_0_lt_compat.
Qed.

Lemma euler_ln_below t : - 1 < t -> ln (1 + t) <= t.
Proof.
  intros H; destruct (Req_dec t 0) as [-> | Ht]; [rewrite Rplus_0_r, ln_1; lra |].
  apply Rlt_le, exp_lt_inv; rewrite exp_ln by lra; now apply exp_ineq1.
Qed.

Lemma euler_ln_above t : - 1 < t -> t / (1 + t) <= ln (1 + t).
Proof.
  intros H; assert (L := euler_ln_below (- (t / (1 + t)))).
  replace (1 + - (t / (1 + t))) with (/ (1 + t)) in L by (field; lra).
  rewrite ln_Rinv in L by lra.
  assert (- 1 < - (t / (1 + t))); [| lra].
  apply Rmult_lt_reg_r with (1 + t); [lra |].
  replace (- (t / (1 + t)) * (1 + t)) with (- t) by (field; lra); lra.
Qed.

(** The terms are small *)

Lemma euler_part_bounds k u : (1 <= k)%nat -> 0 < u ->
  0 < INR k /\ INR (S k) = INR k + 1 /\ 0 < INR k + u.
Proof. intros H; assert (K := euler_from_one_pos k H); rewrite S_INR; lra. Qed.

(* The logarithms of the euler_factors of Gamma. *)
Definition euler_factor (x : R) (k : nat) : R :=
  x * ln (1 + / INR k) - ln (1 + x / INR k).

(* The terms of digamma. *)
Definition euler_part (x : R) (k : nat) : R := ln (1 + / INR k) - / (INR k + x).

Lemma euler_ln_step k : (1 <= k)%nat -> / (INR k + 1) <= ln (1 + / INR k) <= / INR k.
Proof.
  intros H; assert (K := euler_from_one_pos k H).
  assert (0 < / INR k) by now apply Rinv_0_lt_compat.
  split; [| apply euler_ln_below; lra].
  eapply Rle_trans; [| apply euler_ln_above; lra]; apply Req_le; field; lra.
Qed.

(* 1/(k + a) - 1/(k + b) is of the order of 1/(k (k + 1)). *)
Lemma euler_inverses_near k x : (1 <= k)%nat -> 0 < x ->
  / INR k - / (INR k + x) <= 2 * x * / (INR k * INR (S k)).
Proof.
  intros H Hx; destruct (euler_part_bounds k x H Hx) as (K & -> & P).
  assert (1 <= INR k) by (change 1 with (INR 1); now apply le_INR).
  replace (/ INR k - / (INR k + x)) with (x * / (INR k * (INR k + x))) by (field; lra).
  replace (2 * x * / (INR k * (INR k + 1))) with (x * (2 * / (INR k * (INR k + 1))))
    by (field; lra).
  apply Rmult_le_compat_l; [lra |].
  replace (2 * / (INR k * (INR k + 1))) with (/ (INR k * (INR k + 1) / 2)) by (field; lra).
  assert (0 < INR k * (INR k + 1)) by (apply Rmult_lt_0_compat; lra).
  apply Rinv_le_contravar; [lra |].
  assert (INR k * (INR k + 1) <= INR k * (2 * INR k)) by (apply Rmult_le_compat_l; lra).
  assert (0 < INR k * x) by (apply Rmult_lt_0_compat; lra); lra.
Qed.

Lemma euler_factor_small x k : 0 < x -> (1 <= k)%nat ->
  Rabs (euler_factor x k) <= (2 * x * x + x) * / (INR k * INR (S k)).
Proof.
  intros Hx H; destruct (euler_part_bounds k x H Hx) as (K & E & P); destruct (euler_ln_step k H) as [L U].
  assert (N := euler_inverses_near k x H Hx); rewrite E in *.
  assert (0 < x / INR k) by (apply Rdiv_lt_0_compat; lra).
  assert (A := euler_ln_above (x / INR k)); assert (B := euler_ln_below (x / INR k)).
  replace (x / INR k / (1 + x / INR k)) with (x * / (INR k + x)) in A by (field; lra).
  assert (Q : 0 < / (INR k * (INR k + 1)))
    by (apply Rinv_0_lt_compat, Rmult_lt_0_compat; lra).
  assert (x * / (INR k + 1) <= x * ln (1 + / INR k) <= x * / INR k)
    by (split; apply Rmult_le_compat_l; lra).
  assert (x * (/ INR k - / (INR k + x)) <= x * (2 * x * / (INR k * (INR k + 1))))
    by (apply Rmult_le_compat_l; lra).
  assert (D : x / INR k - x * / (INR k + 1) = x * / (INR k * (INR k + 1))) by (field; lra).
  assert (0 < x * / (INR k * (INR k + 1))) by (apply Rmult_lt_0_compat; lra).
  assert (0 < x * x * / (INR k * (INR k + 1)))
    by (apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat |]; lra).
  unfold euler_factor; apply Rabs_le; unfold Rdiv in *; split; lra.
Qed.

Lemma euler_part_small x k : 0 < x -> (1 <= k)%nat ->
  Rabs (euler_part x k) <= (2 * x + 1) * / (INR k * INR (S k)).
Proof.
  intros Hx H; destruct (euler_part_bounds k x H Hx) as (K & E & P); destruct (euler_ln_step k H) as [L U].
  assert (N := euler_inverses_near k x H Hx); rewrite E in *.
  assert (Q : 0 < / (INR k * (INR k + 1)))
    by (apply Rinv_0_lt_compat, Rmult_lt_0_compat; lra).
  assert (D : / INR k - / (INR k + 1) = / (INR k * (INR k + 1))) by (field; lra).
  assert (/ (INR k + x) < / INR k) by (apply Rinv_lt_contravar; [apply Rmult_lt_0_compat |]; lra).
  assert (0 < x * / (INR k * (INR k + 1))) by (apply Rmult_lt_0_compat; lra).
  unfold euler_part; apply Rabs_le; split; lra.
Qed.

(** The functions *)

(* The sums of the euler_series [euler_factor x] and [euler_part x]. *)
Definition euler_factors (x : R) (H : 0 < x) : {l | Un_cv (fun n => sumr n (euler_factor x)) l} :=
  euler_series _ _ (fun k => euler_factor_small x k H).

Definition euler_parts (x : R) (H : 0 < x) : {l | Un_cv (fun n => sumr n (euler_part x)) l} :=
  euler_series _ _ (fun k => euler_part_small x k H).

Definition Gamma (x : R) : R :=
  match Rlt_dec 0 x with
  | left H => exp (proj1_sig (euler_factors x H)) / x
  | right _ => 1
  end.

Definition digamma (x : R) : R :=
  match Rlt_dec 0 x with
  | left H => proj1_sig (euler_parts x H) - / x
  | right _ => 0
  end.

Lemma Gamma_limit x : 0 < x ->
  exists l, Un_cv (fun n => sumr n (euler_factor x)) l /\ Gamma x = exp l / x.
Proof.
  intros H; unfold Gamma; destruct (Rlt_dec 0 x) as [h |]; [| lra].
  exists (proj1_sig (euler_factors x h)); split; [| reflexivity].
  now destruct (euler_factors x h).
Qed.

Lemma digamma_limit x : 0 < x ->
  exists l, Un_cv (fun n => sumr n (euler_part x)) l /\ digamma x = l - / x.
Proof.
  intros H; unfold digamma; destruct (Rlt_dec 0 x) as [h |]; [| lra].
  exists (proj1_sig (euler_parts x h)); split; [| reflexivity].
  now destruct (euler_parts x h).
Qed.

Lemma Gamma_pos x : 0 < Gamma x.
Proof.
  destruct (Rlt_le_dec 0 x) as [H | H].
  - destruct (Gamma_limit x H) as (l & _ & ->); apply Rdiv_lt_0_compat; [apply exp_pos | exact H].
  - unfold Gamma; destruct (Rlt_dec 0 x) as [h |]; [destruct (Rlt_not_le _ _ h H) | apply Rlt_0_1].
Qed.

Definition factorial (x : R) : R := Gamma (x + 1).

Definition Beta (a b : R) : R := Gamma a * Gamma b / Gamma (a + b).

Lemma factorial_pos x : 0 < factorial x.
Proof. apply Gamma_pos. Qed.

Lemma Beta_pos a b : 0 < Beta a b.
Proof.
  unfold Beta; apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat |]; apply Gamma_pos.
Qed.

(** The recurrences, and the factorial *)

Lemma euler_inverse_small x : 0 < x -> Un_cv (fun n => x / INR (S n)) 0.
Proof.
  intros Hx eps He; destruct (archimed_cor1 (eps / x)) as [N [HN H0]];
    [now apply Rdiv_lt_0_compat |].
  exists N; intros n Hn; unfold R_dist; rewrite Rminus_0_r.
  assert (P : 0 < INR (S n)) by (apply euler_from_one_pos; lia).
  rewrite Rabs_right by (apply Rle_ge, Rlt_le, Rdiv_lt_0_compat; lra).
  assert (/ INR (S n) <= / INR N) by (apply Rinv_le_contravar; [now apply lt_0_INR | apply le_INR; lia]).
  apply Rle_lt_trans with (x * / INR N); [apply Rmult_le_compat_l; lra |].
  apply Rmult_lt_reg_l with (/ x); [now apply Rinv_0_lt_compat |].
  rewrite <- Rmult_assoc, Rinv_l, Rmult_1_l by lra; unfold Rdiv in HN; lra.
Qed.

Lemma euler_squeezed u v l :
  (forall n, Rabs (u n - l) <= v n) -> Un_cv v 0 -> Un_cv u l.
Proof.
  intros H V eps He; destruct (V eps He) as [N HN]; exists N; intros n Hn.
  specialize (HN n Hn); specialize (H n); unfold R_dist in *; rewrite Rminus_0_r in HN.
  assert (L := Rle_abs (v n)); lra.
Qed.

Lemma euler_same_limit u v l m :
  Un_cv u l -> Un_cv v m -> Un_cv (fun n => u n - v n) (l - m).
Proof. intros; now apply CV_minus. Qed.

Lemma euler_factors_shift x n : 0 < x ->
  sumr n (euler_factor (x + 1)) - sumr n (euler_factor x) =
  ln (1 + x) + ln (INR (S n) / (INR (S n) + x)).
Proof.
  intros Hx; induction n as [| n IH].
  - simpl; rewrite <- ln_mult; [| lra | apply Rdiv_lt_0_compat; lra].
    replace ((1 + x) * (1 / (1 + x))) with 1 by (field; lra); rewrite ln_1; ring.
  - cbn [sumr]; set (a := sumr n (euler_factor (x + 1))) in *; set (b := sumr n (euler_factor x)) in *.
    assert (A : a - b = ln (1 + x) + ln (INR (S n) / (INR (S n) + x))) by exact IH.
    unfold euler_factor; clearbody a b; clear IH.
    assert (K : 0 < INR (S n)) by (apply euler_from_one_pos; lia).
    rewrite (S_INR (S n)); set (k := INR (S n)) in *; clearbody k.
    assert (0 < / k) by now apply Rinv_0_lt_compat.
    replace (1 + (x + 1) / k) with ((k + x + 1) / k) by (field; lra).
    replace (1 + x / k) with ((k + x) / k) by (field; lra).
    replace (1 + / k) with ((k + 1) / k) by (field; lra).
    replace (k + 1 + x) with (k + x + 1) by ring.
    rewrite !euler_ln_quotient in * by lra; lra.
Qed.

Lemma euler_ratio_one x : 0 < x -> Un_cv (fun n => ln (INR (S n) / (INR (S n) + x))) 0.
Proof.
  intros Hx; apply euler_squeezed with (fun n => x / INR (S n)); [| now apply euler_inverse_small].
  intros n; assert (K : 0 < INR (S n)) by (apply euler_from_one_pos; lia).
  set (k := INR (S n)) in *; clearbody k; rewrite Rminus_0_r.
  assert (0 < x / k) by now apply Rdiv_lt_0_compat.
  assert (B := euler_ln_below (x / k)); assert (A := euler_ln_above (x / k)).
  assert (0 < x / k / (1 + x / k)) by (apply Rdiv_lt_0_compat; lra).
  replace (k / (k + x)) with (/ (1 + x / k)) by (field; lra).
  rewrite ln_Rinv, Rabs_Ropp, Rabs_right by lra; lra.
Qed.

Lemma Gamma_next x : 0 < x -> Gamma (x + 1) = x * Gamma x.
Proof.
  intros Hx; destruct (Gamma_limit x Hx) as (l & L & ->).
  destruct (Gamma_limit (x + 1)) as (m & M & ->); [lra |].
  assert (E : m - l = ln (1 + x) + 0).
  { apply UL_sequence with (fun n => sumr n (euler_factor (x + 1)) - sumr n (euler_factor x)).
    - now apply euler_same_limit.
    - apply Un_cv_ext with (fun n => ln (1 + x) + ln (INR (S n) / (INR (S n) + x))).
      { intros n; now rewrite euler_factors_shift. }
      apply CV_plus with (An := fun _ => ln (1 + x)); [| now apply euler_ratio_one].
      intros eps He; exists 0%nat; intros; rewrite R_dist_eq; exact He. }
  replace m with (l + ln (1 + x)) by lra; rewrite exp_plus, exp_ln by lra; field; lra.
Qed.

Lemma Gamma_one : Gamma 1 = 1.
Proof.
  destruct (Gamma_limit 1) as (l & L & ->); [lra |].
  assert (l = 0) as ->; [| rewrite exp_0; field].
  apply UL_sequence with (1 := L); apply Un_cv_ext with (fun _ => 0).
  - intros n; induction n as [| n IH]; [reflexivity |].
    cbn [sumr]; rewrite <- IH; unfold euler_factor, Rdiv; rewrite !Rmult_1_l; ring.
  - intros eps He; exists 0%nat; intros; rewrite R_dist_eq; exact He.
Qed.

Lemma factorial_fact n : factorial (INR n) = INR (fact n).
Proof.
  unfold factorial; induction n as [| n IH]; [simpl; rewrite Rplus_0_l; apply Gamma_one |].
  rewrite S_INR, Gamma_next, IH by (assert (P := pos_INR n); lra).
  rewrite <- S_INR; cbn [fact]; now rewrite <- mult_INR.
Qed.

Lemma euler_parts_shift x n : 0 < x ->
  sumr n (euler_part (x + 1)) - sumr n (euler_part x) = / (1 + x) - / (INR (S n) + x).
Proof.
  intros Hx; induction n as [| n IH]; [simpl; ring |].
  cbn [sumr]; set (a := sumr n (euler_part (x + 1))) in *; set (b := sumr n (euler_part x)) in *.
  unfold euler_part; clearbody a b; rewrite (S_INR (S n)).
  replace (INR (S n) + (x + 1)) with (INR (S n) + 1 + x) by ring; lra.
Qed.

Lemma digamma_next x : 0 < x -> digamma (x + 1) = digamma x + / x.
Proof.
  intros Hx; destruct (digamma_limit x Hx) as (l & L & ->).
  destruct (digamma_limit (x + 1)) as (m & M & ->); [lra |].
  assert (E : m - l = / (1 + x) - 0).
  { apply UL_sequence with (fun n => sumr n (euler_part (x + 1)) - sumr n (euler_part x)).
    - now apply euler_same_limit.
    - apply Un_cv_ext with (fun n => / (1 + x) - / (INR (S n) + x)).
      { intros n; now rewrite euler_parts_shift. }
      apply CV_minus with (An := fun _ => / (1 + x)).
      { intros eps He; exists 0%nat; intros; rewrite R_dist_eq; exact He. }
      apply euler_squeezed with (fun n => 1 / INR (S n)); [| apply euler_inverse_small; lra].
      intros n; assert (K : 0 < INR (S n)) by (apply euler_from_one_pos; lia).
      rewrite Rminus_0_r, Rabs_right by (apply Rle_ge, Rlt_le, Rinv_0_lt_compat; lra).
      unfold Rdiv; rewrite Rmult_1_l; apply Rinv_le_contravar; lra. }
  rewrite Rplus_comm with (r1 := x) (r2 := 1); lra.
Qed.

(** The derivative *)

Lemma euler_factor_near x y k : 0 < x -> 0 < y -> (1 <= k)%nat ->
  Rabs (euler_factor y k - euler_factor x k - (y - x) * euler_part x k)
  <= 2 * ((y - x) * (y - x)) * / (INR k * INR (S k)).
Proof.
  intros Hx Hy H; assert (K := euler_from_one_pos k H); rewrite S_INR; set (c := INR k) in *.
  assert (K1 : 1 <= c) by (change 1 with (INR 1); now apply le_INR).
  unfold euler_factor, euler_part; fold c; clearbody c.
  replace (1 + x / c) with ((c + x) / c) by (field; lra).
  replace (1 + y / c) with ((c + y) / c) by (field; lra).
  rewrite !euler_ln_quotient by lra.
  set (t := (y - x) * / (c + x)).
  assert (T : 1 + t = (c + y) / (c + x)) by (unfold t; field; lra).
  assert (0 < 1 + t) by (rewrite T; apply Rdiv_lt_0_compat; lra).
  assert (B := euler_ln_below t); assert (A := euler_ln_above t).
  rewrite T, euler_ln_quotient in B, A by lra.
  assert (S : t - t / ((c + y) / (c + x)) = (y - x) * (y - x) * / ((c + x) * (c + y)))
    by (unfold t; field; lra).
  match goal with |- Rabs ?u <= _ => replace u with (t - (ln (c + y) - ln (c + x)))
    by (unfold t; ring) end.
  rewrite Rabs_right by lra.
  apply Rle_trans with ((y - x) * (y - x) * / ((c + x) * (c + y))); [lra |].
  replace (2 * ((y - x) * (y - x)) * / (c * (c + 1)))
    with ((y - x) * (y - x) * (2 * / (c * (c + 1)))) by ring.
  apply Rmult_le_compat_l; [apply Rle_0_sqr |].
  assert (0 < c * (c + 1)) by (apply Rmult_lt_0_compat; lra).
  replace (2 * / (c * (c + 1))) with (/ (c * (c + 1) / 2)) by (field; lra).
  apply Rinv_le_contravar; [lra |].
  assert (c * (c + 1) <= c * (2 * c)) by (apply Rmult_le_compat_l; lra).
  assert (c * c <= (c + x) * (c + y)) by (apply Rmult_le_compat; lra); lra.
Qed.

Lemma euler_sums_near x y n : 0 < x -> 0 < y ->
  Rabs (sumr n (euler_factor y) - sumr n (euler_factor x) - (y - x) * sumr n (euler_part x))
  <= 2 * ((y - x) * (y - x)).
Proof.
  intros Hx Hy.
  apply Rle_trans with (2 * ((y - x) * (y - x)) * (1 - / INR (S n))).
  - rewrite <- euler_rests; induction n as [| n IH].
    + simpl; rewrite !Rmult_0_r, !Rminus_0_r, Rabs_R0; lra.
    + cbn [sumr]; assert (F := euler_factor_near x y (S n) Hx Hy ltac:(lia)).
      eapply Rle_trans; [| rewrite Rmult_plus_distr_l; exact (Rplus_le_compat _ _ _ _ IH F)].
      eapply Rle_trans; [| apply Rabs_triang]; apply Req_le; f_equal; ring.
  - assert (0 < / INR (S n)) by (apply Rinv_0_lt_compat, euler_from_one_pos; lia).
    assert (0 <= (y - x) * (y - x)) by apply Rle_0_sqr.
    assert (0 <= 2 * ((y - x) * (y - x)) * / INR (S n)) by (apply Rmult_le_pos; lra); lra.
Qed.

Lemma euler_limit_below u l b : Un_cv u l -> (forall n, Rabs (u n) <= b) -> Rabs l <= b.
Proof.
  intros U B; apply Rnot_lt_le; intros H.
  destruct (U (Rabs l - b)) as [N HN]; [lra |].
  specialize (HN N (le_n N)); specialize (B N); unfold R_dist in HN.
  assert (T := Rabs_triang_inv l (u N)); rewrite <- Rabs_Ropp in HN.
  replace (- (u N - l)) with (l - u N) in HN by ring; lra.
Qed.

Definition euler_lnGamma1 (x : R) : R := ln (Gamma x) + ln x.

Lemma euler_lnGamma1_near x y : 0 < x -> 0 < y ->
  Rabs (euler_lnGamma1 y - euler_lnGamma1 x - (y - x) * (digamma x + / x)) <= 2 * ((y - x) * (y - x)).
Proof.
  intros Hx Hy; unfold euler_lnGamma1.
  destruct (Gamma_limit x Hx) as (l & L & ->), (Gamma_limit y Hy) as (m & M & ->).
  destruct (digamma_limit x Hx) as (p & P & ->).
  assert (El := exp_pos l); assert (Em := exp_pos m); rewrite !euler_ln_quotient, !ln_exp by lra.
  replace (m - ln y + ln y - (l - ln x + ln x) - (y - x) * (p - / x + / x))
    with (m - l - (y - x) * p) by ring.
  apply euler_limit_below with
    (fun n => sumr n (euler_factor y) - sumr n (euler_factor x) - (y - x) * sumr n (euler_part x)).
  - apply CV_minus; [now apply euler_same_limit |].
    apply CV_mult with (An := fun _ => y - x); [| exact P].
    intros eps He; exists 0%nat; intros; rewrite R_dist_eq; exact He.
  - intros n; now apply euler_sums_near.
Qed.

Lemma euler_derivative_near f x l r :
  0 < r -> (forall h, Rabs h < r -> Rabs (f (x + h) - f x - h * l) <= 2 * (h * h)) ->
  derivable_pt_lim f x l.
Proof.
  intros Hr H eps He.
  assert (D : 0 < Rmin r (eps / 2)) by (apply Rmin_glb_lt; lra).
  exists (mkposreal _ D); intros h Hh Hd; simpl in Hd.
  assert (h1 := Rmin_l r (eps / 2)); assert (h2 := Rmin_r r (eps / 2)).
  specialize (H h ltac:(lra)).
  replace ((f (x + h) - f x) / h - l) with ((f (x + h) - f x - h * l) / h) by (field; lra).
  assert (P : 0 < Rabs h) by now apply Rabs_pos_lt.
  unfold Rdiv; rewrite Rabs_mult, Rabs_inv.
  apply Rle_lt_trans with (2 * (h * h) * / Rabs h).
  - apply Rmult_le_compat_r; [apply Rlt_le; now apply Rinv_0_lt_compat | exact H].
  - replace (h * h) with (Rabs h * Rabs h).
    + replace (2 * (Rabs h * Rabs h) * / Rabs h) with (2 * Rabs h) by (field; lra); lra.
    + rewrite <- Rabs_mult; apply Rabs_right, Rle_ge, Rle_0_sqr.
Qed.

Lemma euler_lnGamma1_derivative x : 0 < x -> derivable_pt_lim euler_lnGamma1 x (digamma x + / x).
Proof.
  intros Hx; apply euler_derivative_near with x; [exact Hx |]; intros h Hh.
  apply Rabs_def2 in Hh; assert (N := euler_lnGamma1_near x (x + h) Hx ltac:(lra)).
  now replace (x + h - x) with h in N by ring.
Qed.

Lemma Gamma_derivative x : 0 < x -> derivable_pt_lim Gamma x (Gamma x * digamma x).
Proof.
  intros Hx.
  assert (D : derivable_pt_lim (fun y => exp (euler_lnGamma1 y - ln y)) x
                (exp (euler_lnGamma1 x - ln x) * (digamma x + / x - / x))).
  { apply (derivable_pt_lim_comp (fun y => euler_lnGamma1 y - ln y) exp).
    - apply derivable_pt_lim_minus; [now apply euler_lnGamma1_derivative | now apply derivable_pt_lim_ln].
    - apply derivable_pt_lim_exp. }
  assert (E : forall y, exp (euler_lnGamma1 y - ln y) = Gamma y).
  { intros y; unfold euler_lnGamma1; replace (ln (Gamma y) + ln y - ln y) with (ln (Gamma y)) by ring.
    apply exp_ln, Gamma_pos. }
  rewrite E in D; replace (digamma x + / x - / x) with (digamma x) in D by ring.
  intros eps He; destruct (D eps He) as [d Hd]; exists d; intros h Hh Hs.
  rewrite <- !E; rewrite <- !E in Hd; now apply Hd.
Qed.

(** The laws as scripts use them *)

Lemma Gamma_next_ x y : 0 < x -> y = x + 1 -> Gamma y = x * Gamma x.
Proof. intros H ->; now apply Gamma_next. Qed.

Lemma digamma_next_ x y : 0 < x -> y = x + 1 -> digamma y = digamma x + / x.
Proof. intros H ->; now apply digamma_next. Qed.
