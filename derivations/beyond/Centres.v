(* The vocabulary of this folder: N points x 1, ..., x N with D coordinates each and
   K centres mu 1, ..., mu K.

   It says what the squared distance, the distortion (the quantity that k-means wants
   small), the nearest centre of a point, Lloyd's step, a tie, an empty cluster and
   "two sets of centres are close" mean.  Of the lemmas, one carries weight: moving
   every coordinate of every centre by at most rho <= 1 moves each squared distance by
   at most rho times a constant.  Hence the distortion is continuous.

   Indices run from 1; entries outside 1..N, 1..K, 1..D are never looked at. *)

From Coq Require Import Reals Lra Lia Arith.
From Hardlimit Require Export Optima Vanishing Finite.

Local Open Scope R_scope.

(** The squared distance of two points with D coordinates. *)
Definition dist2 (D : nat) (a b : nat -> R) : R := sumr D (fun e => (a e - b e) ^ 2).

(** Points at distance 0 agree. *)
Lemma dist2_zero D a b e : dist2 D a b = 0 -> (1 <= e <= D)%nat -> a e = b e.
Proof.
  intros H He.
  assert (E : (a e - b e) ^ 2 = 0)
    by exact (sum_zero_each D (fun e => (a e - b e) ^ 2) (fun i _ => pow2_ge_0 _) H e He).
  rewrite <- Rsqr_pow2 in E; apply Rsqr_0_uniq in E; lra.
Qed.

Section Centres.

Variables (N K D : nat) (x : nat -> nat -> R).

(** The squared distance of the n-th point from the k-th centre. *)
Definition away (mu : nat -> nat -> R) (n k : nat) : R := dist2 D (x n) (mu k).

(** The distortion: every point pays the squared distance to its nearest centre. *)
Definition distortion (mu : nat -> nat -> R) : R :=
  sumr N (fun n => minr K (away mu n)).

(** The nearest centre of the n-th point (the first one, should several be nearest). *)
Definition owner (mu : nat -> nat -> R) (n : nat) : nat := argmin K (away mu n).

(** Lloyd's step: every centre moves to the mean of the points that it owns. *)
Definition lloyd (mu : nat -> nat -> R) (k e : nat) : R :=
  sumr N (fun n => delta (owner mu n) k * x n e) / sumr N (fun n => delta (owner mu n) k).

(** Every point is strictly nearer to its owner than to any other centre. *)
Definition no_tie (mu : nat -> nat -> R) : Prop :=
  forall n k, (1 <= n <= N)%nat -> (1 <= k <= K)%nat -> k <> owner mu n ->
  away mu n (owner mu n) < away mu n k.

(** Every centre owns a point. *)
Definition no_empty (mu : nat -> nat -> R) : Prop :=
  forall k, (1 <= k <= K)%nat -> exists n, (1 <= n <= N)%nat /\ owner mu n = k.

(** All coordinates of all centres differ by less than rho. *)
Definition close (rho : R) (nu mu : nat -> nat -> R) : Prop :=
  forall k e, (1 <= k <= K)%nat -> (1 <= e <= D)%nat -> Rabs (nu k e - mu k e) < rho.

(** A squared distance is not negative. *)
Lemma away_nonneg mu n k : 0 <= away mu n k.
Proof. apply sum_nonneg; intros; apply pow2_ge_0. Qed.

(** The owner is one of the centres. *)
Lemma owner_range mu n : (1 <= K)%nat -> (1 <= owner mu n <= K)%nat.
Proof. apply argmin_range. Qed.

(** No centre is nearer than the owner. *)
Lemma owner_le mu n k : (1 <= k <= K)%nat -> away mu n (owner mu n) <= away mu n k.
Proof. apply argmin_le. Qed.

(** A point pays the squared distance to its owner. *)
Lemma owner_min mu n : (1 <= K)%nat -> away mu n (owner mu n) = minr K (away mu n).
Proof. apply argmin_min. Qed.

(** The sum over all centres picks the owner's term. *)
Lemma owner_sum mu n f :
  (1 <= K)%nat -> sumr K (fun k => delta (owner mu n) k * f k) = f (owner mu n).
Proof. intros HK; now apply sum_delta_r, owner_range. Qed.

(** A centre that owns a point owns a positive number of points. *)
Lemma size_pos (z : nat -> nat) k :
  (exists n, (1 <= n <= N)%nat /\ z n = k) -> 0 < sumr N (fun n => delta (z n) k).
Proof.
  intros [n [Hn E]]; apply (sum_pos_one N _ n); [| exact Hn |].
  - intros; apply delta_nonneg.
  - rewrite E, delta_same; lra.
Qed.

(** How much a squared distance can move, per unit that the centres move. *)
Definition slack (mu : nat -> nat -> R) : R :=
  sumr N (fun n => sumr K (fun k => sumr D (fun e => 2 * Rabs (x n e - mu k e) + 1))).

(** The slack is not negative. *)
Lemma slack_nonneg mu : 0 <= slack mu.
Proof.
  apply sum_nonneg; intros; apply sum_nonneg; intros; apply sum_nonneg; intros n' _.
  match goal with |- 0 <= 2 * Rabs ?a + 1 => pose proof (Rabs_pos a) end; lra.
Qed.

(** A square moves by at most rho (2 |a| + 1) when a moves by at most rho <= 1. *)
Lemma square_moves a b rho :
  Rabs (b - a) <= rho -> rho <= 1 -> Rabs (b ^ 2 - a ^ 2) <= rho * (2 * Rabs a + 1).
Proof.
  intros H Hr; replace (b ^ 2 - a ^ 2) with ((b - a) * (b - a + 2 * a)) by ring.
  pose proof (Rabs_pos (b - a)); pose proof (Rabs_pos a).
  rewrite Rabs_mult; apply Rmult_le_compat; [lra | apply Rabs_pos | exact H |].
  eapply Rle_trans; [apply Rabs_triang |].
  rewrite Rabs_mult, (Rabs_pos_eq 2) by lra; lra.
Qed.

(** Close centres have close squared distances. *)
Lemma away_moves rho nu mu n k :
  close rho nu mu -> rho <= 1 -> (1 <= n <= N)%nat -> (1 <= k <= K)%nat ->
  Rabs (away nu n k - away mu n k) <= rho * slack mu.
Proof.
  intros Hc Hr Hn Hk; unfold away, dist2; rewrite <- sum_minus.
  eapply Rle_trans; [apply sum_abs_le |].
  eapply Rle_trans.
  - apply (sum_le D _ (fun e => rho * (2 * Rabs (x n e - mu k e) + 1))); intros e He.
    apply square_moves; [| exact Hr].
    replace (x n e - nu k e - (x n e - mu k e)) with (- (nu k e - mu k e)) by ring.
    rewrite Rabs_Ropp; now apply Rlt_le, Hc.
  - assert (P : forall n k e, 0 <= 2 * Rabs (x n e - mu k e) + 1).
    { intros n' k' e'; pose proof (Rabs_pos (x n' e' - mu k' e')); lra. }
    rewrite sum_scal_l; destruct (Nat.eq_dec D 0) as [E | E].
    + pose proof (slack_nonneg mu) as S; unfold slack in *; rewrite E in *; simpl in *.
      assert (E0 : sumr N (fun _ => sumr K (fun _ => 0)) = 0).
      { rewrite sum_zero; apply sum_zero. }
      rewrite E0; lra.
    + assert (0 < rho).
      { pose proof (Hc k 1%nat Hk ltac:(lia)); pose proof (Rabs_pos (nu k 1%nat - mu k 1%nat)).
        lra. }
      apply Rmult_le_compat_l; [lra |]; unfold slack.
      eapply Rle_trans; [| apply (sum_term_le N (fun n => sumr K (fun k => sumr D
        (fun e => 2 * Rabs (x n e - mu k e) + 1))) n); [| exact Hn]].
      * apply (sum_term_le K (fun k => sumr D
          (fun e => 2 * Rabs (x n e - mu k e) + 1)) k); [| exact Hk].
        intros; apply sum_nonneg; intros; apply P.
      * intros; apply sum_nonneg; intros; apply sum_nonneg; intros; apply P.
Qed.

(** Close families have close least values. *)
Lemma min_moves c f g :
  (1 <= K)%nat -> (forall k, (1 <= k <= K)%nat -> Rabs (f k - g k) <= c) ->
  Rabs (minr K f - minr K g) <= c.
Proof.
  intros HK H.
  assert (B : forall k, (1 <= k <= K)%nat -> f k <= g k + c /\ g k <= f k + c).
  { intros k Hk; pose proof (H k Hk) as A.
    pose proof (Rle_abs (f k - g k)); pose proof (Rle_abs (- (f k - g k))) as A'.
    rewrite Rabs_Ropp in A'; lra. }
  pose proof (min_mono K f (fun k => g k + c) (fun k Hk => proj1 (B k Hk))) as P.
  pose proof (min_mono K g (fun k => f k + c) (fun k Hk => proj2 (B k Hk))) as Q.
  rewrite min_plus_const in P, Q by exact HK.
  apply Rabs_le; lra.
Qed.

(** Close centres have close distortions. *)
Lemma distortion_moves rho nu mu :
  (1 <= K)%nat -> close rho nu mu -> rho <= 1 ->
  Rabs (distortion nu - distortion mu) <= INR N * (rho * slack mu).
Proof.
  intros HK Hc Hr; unfold distortion; rewrite <- sum_minus, <- sum_const.
  eapply Rle_trans; [apply sum_abs_le | apply sum_le; intros n Hn].
  apply min_moves; [exact HK | intros k Hk; now apply away_moves].
Qed.

(** The distortion is continuous. *)
Lemma distortion_continuous mu eps :
  (1 <= K)%nat -> 0 < eps ->
  exists rho, 0 < rho /\ rho <= 1 /\
    forall nu, close rho nu mu -> Rabs (distortion nu - distortion mu) < eps.
Proof.
  intros HK He; pose proof (slack_nonneg mu) as S; pose proof (pos_INR N) as P.
  assert (B : 0 <= INR N * slack mu) by now apply Rmult_le_pos.
  set (c := INR N * slack mu + 1); assert (Hc : 0 < c) by (unfold c; lra).
  assert (Hq : 0 < eps / c) by now apply pos_div.
  exists (Rmin 1 (eps / c)); pose proof (Rmin_l 1 (eps / c)); pose proof (Rmin_r 1 (eps / c)).
  assert (Hr : 0 < Rmin 1 (eps / c)) by (apply Rmin_pos; lra).
  repeat split; [exact Hr | assumption |]; intros nu Hn.
  eapply Rle_lt_trans; [now apply (distortion_moves _ _ _ HK Hn) |].
  apply Rle_lt_trans with (eps / c * (INR N * slack mu)).
  - replace (INR N * (Rmin 1 (eps / c) * slack mu))
      with (Rmin 1 (eps / c) * (INR N * slack mu)) by ring.
    now apply Rmult_le_compat_r.
  - replace eps with (eps / c * c) at 2 by (field; lra).
    apply Rmult_lt_compat_l; [exact Hq | unfold c; lra].
Qed.

End Centres.
