(* When a stationary point of Lloyd's algorithm is a local minimum of the distortion.

   Centres mu are stationary for an assignment z if z sends every point to a nearest
   centre and every centre is the mean of its points (no condition on a centre without
   points).  With the owner (the first nearest centre) for z and no empty cluster these
   are the fixed points of Lloyd's step.

   - Without ties and without empty clusters, mu is a strict local minimum: all other
     centres near it have a larger distortion.
   - If some point has two nearest centres that lie at different places, mu is not a
     local minimum: arbitrarily near it there are centres with less distortion.

   Why it is true.  Without ties the nearest centres stay the same nearby, so that the
   distortion is the cost of the fixed assignment z, and by Steiner's identity that
   grows by the squared distances between the means and the centres.  With a tie, let
   the point defect to the other of its two nearest centres: that costs nothing at mu,
   but now the other centre is no longer the mean of its points, and moving it a little
   towards the new point lowers the cost of the new assignment, hence the distortion.

   Nothing is assumed beside this.  Between the two cases (ties only between centres at
   the same place, or empty clusters) the file says nothing: an empty centre can move
   freely, so strictness fails there.  The literature has the first half since Selim and
   Ismail (1984); on the second half see arXiv:2506.06990. *)

From Coq Require Import Reals Lra Lia Arith.
From Hardlimit Require Import Vanishing Finite.
From Beyond Require Import Centres Means.

Local Open Scope R_scope.

Section LocalOptimality.

Variables (N K D : nat) (x : nat -> nat -> R).

(** No centre is nearer to a point than the one that z gives it. *)
Definition nearest (z : nat -> nat) (mu : nat -> nat -> R) : Prop :=
  forall n k, (1 <= n <= N)%nat -> (1 <= k <= K)%nat -> away D x mu n (z n) <= away D x mu n k.

(** Every point goes to a nearest centre, every centre is the mean of its points. *)
Definition stationary (z : nat -> nat) (mu : nat -> nat -> R) : Prop :=
  assigns N K z /\ nearest z mu /\ centred N K D x z mu.

(** All other centres near mu have a larger distortion. *)
Definition strict_local_minimum (mu : nat -> nat -> R) : Prop :=
  exists rho, 0 < rho /\ forall nu, close K D rho nu mu -> apart2 K D nu mu ->
  distortion N K D x mu < distortion N K D x nu.

(** No centres near mu have a smaller distortion. *)
Definition local_minimum (mu : nat -> nat -> R) : Prop :=
  exists rho, 0 < rho /\ forall nu, close K D rho nu mu ->
  distortion N K D x mu <= distortion N K D x nu.

(** Every point is strictly nearer to its centre than to any other. *)
Definition tie_free (z : nat -> nat) (mu : nat -> nat -> R) : Prop :=
  forall n k, (1 <= n <= N)%nat -> (1 <= k <= K)%nat -> k <> z n ->
  away D x mu n (z n) < away D x mu n k.

(** Every cluster has a point. *)
Definition all_used (z : nat -> nat) : Prop :=
  forall k, (1 <= k <= K)%nat -> exists n, (1 <= n <= N)%nat /\ z n = k.

(** Two centres at different places are both nearest to some point. *)
Definition tied (mu : nat -> nat -> R) : Prop :=
  exists n j k, (1 <= n <= N)%nat /\ (1 <= j <= K)%nat /\ (1 <= k <= K)%nat
    /\ (exists e, (1 <= e <= D)%nat /\ mu j e <> mu k e)
    /\ away D x mu n j = minr K (away D x mu n)
    /\ away D x mu n k = minr K (away D x mu n).

(** Fixed points of Lloyd's step without empty clusters are stationary. *)
Lemma fixed_stationary mu :
  (1 <= K)%nat -> no_empty N K D x mu ->
  (forall k e, (1 <= k <= K)%nat -> (1 <= e <= D)%nat -> lloyd N K D x mu k e = mu k e) ->
  stationary (owner K D x mu) mu.
Proof.
  intros HK He Hf; split; [| split].
  - intros n _; now apply owner_range.
  - intros n k _ Hk; now apply owner_le.
  - intros k e Hk Hd.
    pose proof (mean_centred N K D x (owner K D x mu) k e Hk Hd) as M.
    change (mean N x (owner K D x mu) k e) with (lloyd N K D x mu k e) in M.
    now rewrite (Hf k e Hk Hd) in M.
Qed.

(** The nearest centres cost exactly the distortion. *)
Lemma nearest_cost z mu :
  assigns N K z -> nearest z mu -> distortion N K D x mu = cost N D x z mu.
Proof.
  intros Hz Hn; apply sum_ext; intros n Hr.
  apply (min_unique K _ _ (z n)); [now apply Hz | | reflexivity].
  intros; now apply Hn.
Qed.

(** The smallest gap between the nearest and any other squared distance, at most 1. *)
Definition gap (z : nat -> nat) (mu : nat -> nat -> R) : R :=
  minr N (fun n => minr K (fun k =>
    if Nat.eq_dec k (z n) then 1 else away D x mu n k - away D x mu n (z n))).

(** Without ties the smallest gap is positive. *)
Lemma gap_pos z mu : (1 <= N)%nat -> (1 <= K)%nat -> tie_free z mu -> 0 < gap z mu.
Proof.
  intros HN HK Ht; apply min_glb_lt; [exact HN | intros n Hn].
  apply min_glb_lt; [exact HK | intros k Hk].
  destruct (Nat.eq_dec k (z n)) as [E | E]; [lra | specialize (Ht n k Hn Hk E); lra].
Qed.

(** Every gap is at least the smallest one. *)
Lemma gap_le z mu n k :
  (1 <= n <= N)%nat -> (1 <= k <= K)%nat -> k <> z n ->
  gap z mu <= away D x mu n k - away D x mu n (z n).
Proof.
  intros Hn Hk Ne.
  set (f := fun n k =>
    if Nat.eq_dec k (z n) then 1 else away D x mu n k - away D x mu n (z n)).
  replace (away D x mu n k - away D x mu n (z n)) with (f n k)
    by (unfold f; destruct (Nat.eq_dec k (z n)); [contradiction | reflexivity]).
  apply Rle_trans with (minr K (f n)); [apply (min_le N (fun n => minr K (f n))) |
    apply min_le]; assumption.
Qed.

(** Without ties the nearest centres stay the nearest nearby. *)
Lemma nearest_nearby z mu :
  (1 <= N)%nat -> (1 <= K)%nat -> assigns N K z -> tie_free z mu ->
  exists rho, 0 < rho /\ forall nu, close K D rho nu mu -> nearest z nu.
Proof.
  intros HN HK Hz Ht; pose proof (gap_pos z mu HN HK Ht) as Hg.
  pose proof (slack_nonneg N K D x mu) as Hs.
  set (c := 2 * slack N K D x mu + 1); assert (Hc : 0 < c) by (unfold c; lra).
  set (rho := Rmin 1 (gap z mu / c)).
  assert (Hr : 0 < rho) by (apply Rmin_pos; [lra | now apply pos_div]).
  assert (Hr1 : rho <= 1) by apply Rmin_l.
  assert (Hrc : rho * c <= gap z mu).
  { replace (gap z mu) with (gap z mu / c * c) by (field; lra).
    apply Rmult_le_compat_r; [lra | apply Rmin_r]. }
  exists rho; split; [exact Hr |]; intros nu Hn n k Hr' Hk.
  destruct (Nat.eq_dec k (z n)) as [-> | Ne]; [lra |].
  pose proof (gap_le z mu n k Hr' Hk Ne) as G.
  pose proof (away_moves N K D x rho nu mu n k Hn Hr1 Hr' Hk) as A.
  pose proof (away_moves N K D x rho nu mu n (z n) Hn Hr1 Hr' (Hz n Hr')) as B.
  pose proof (Rle_abs (- (away D x nu n k - away D x mu n k))) as A'; rewrite Rabs_Ropp in A'.
  pose proof (Rle_abs (away D x nu n (z n) - away D x mu n (z n))) as B'.
  unfold c in Hrc; lra.
Qed.

(** Without ties and empty clusters a stationary point is a strict local minimum. *)
Lemma strict_minimum z mu :
  (1 <= N)%nat -> (1 <= K)%nat ->
  stationary z mu -> tie_free z mu -> all_used z -> strict_local_minimum mu.
Proof.
  intros HN HK [Hz [Hn Hc]] Ht Hu.
  destruct (nearest_nearby z mu HN HK Hz Ht) as [rho [Hr Near]].
  exists rho; split; [exact Hr |]; intros nu Cl [k [e [Hk [He Ne]]]].
  rewrite (nearest_cost z mu Hz Hn), (nearest_cost z nu Hz (Near nu Cl)).
  rewrite (steiner N K D x z mu nu Hz Hc).
  destruct (Hu k Hk) as [n [Hr' En]].
  assert (P : forall i, (1 <= i <= N)%nat -> 0 <= dist2 D (mu (z i)) (nu (z i)))
    by (intros; apply sum_nonneg; intros; apply pow2_ge_0).
  assert (0 < sumr N (fun n => dist2 D (mu (z n)) (nu (z n)))); [| lra].
  apply (sum_pos_one N _ n P Hr'); rewrite En.
  apply (sum_pos_one D _ e); [intros; apply pow2_ge_0 | exact He |].
  rewrite <- Rsqr_pow2; apply Rsqr_pos_lt; lra.
Qed.

(** The centres mu with the k-th one moved by the part t of the way to the n-th point. *)
Definition moved (mu : nat -> nat -> R) (n k : nat) (t : R) (j e : nat) : R :=
  if Nat.eq_dec j k then mu k e + t * (x n e - mu k e) else mu j e.

(** A small part of the way is a small move. *)
Lemma moved_close mu n k rho :
  0 < rho -> exists d, 0 < d /\ forall t, 0 < t < d -> close K D rho (moved mu n k t) mu.
Proof.
  intros Hr.
  set (c := sumr D (fun e => Rabs (x n e - mu k e)) + 1).
  assert (Hc : 0 < c).
  { assert (0 <= sumr D (fun e => Rabs (x n e - mu k e)))
      by (apply sum_nonneg; intros; apply Rabs_pos). unfold c; lra. }
  exists (rho / c); split; [now apply pos_div |]; intros t Ht j e _ He; unfold moved.
  destruct (Nat.eq_dec j k) as [-> | Ne]; [| rewrite Rminus_diag_eq, Rabs_R0; lra].
  replace (mu k e + t * (x n e - mu k e) - mu k e) with (t * (x n e - mu k e)) by ring.
  rewrite Rabs_mult, (Rabs_pos_eq t) by lra.
  assert (B : Rabs (x n e - mu k e) < c).
  { assert (Rabs (x n e - mu k e) <= sumr D (fun e => Rabs (x n e - mu k e)));
      [| unfold c; lra].
    apply (sum_term_le D (fun e => Rabs (x n e - mu k e))); [intros; apply Rabs_pos | exact He]. }
  replace rho with (rho / c * c) by (field; lra).
  pose proof (Rabs_pos (x n e - mu k e)); apply Rmult_le_0_lt_compat; lra.
Qed.

(** What one point pays after the n-th point has defected to the k-th centre and that
    centre has moved. *)
Lemma defect_one z mu n k t i :
  z n <> k -> away D x mu n k = away D x mu n (z n) ->
  away D x (moved mu n k t) i (putmap z n k i)
  = away D x mu i (z i)
    + delta (z i) k * (t ^ 2 * away D x mu n k
        + sumr D (fun e => - (2 * t) * (x n e - mu k e) * (x i e - mu k e)))
    + delta i n * ((t ^ 2 - 2 * t) * away D x mu n k).
Proof.
  intros Ne Tie.
  assert (Step : away D x (moved mu n k t) i k = away D x mu i k + (t ^ 2 * away D x mu n k
    + sumr D (fun e => - (2 * t) * (x n e - mu k e) * (x i e - mu k e)))).
  { unfold away, dist2; rewrite <- sum_scal_l, <- !sum_plus; apply sum_ext; intros e _.
    unfold moved; destruct (Nat.eq_dec k k); [ring | contradiction]. }
  destruct (Nat.eq_dec i n) as [-> | Ni].
  - rewrite putmap_same, delta_same, (delta_neq (z n) k Ne), <- Tie.
    transitivity ((1 - t) ^ 2 * away D x mu n k); [| ring].
    unfold away, dist2; rewrite <- sum_scal_l.
    apply sum_ext; intros e _; unfold moved; destruct (Nat.eq_dec k k); [ring | contradiction].
  - rewrite putmap_other, (delta_neq i n Ni) by exact Ni.
    destruct (Nat.eq_dec (z i) k) as [E | Nk].
    + rewrite E, Step, delta_same; ring.
    + rewrite (delta_neq _ _ Nk), !Rmult_0_l, !Rplus_0_r; apply sum_ext; intros e _.
      unfold moved; destruct (Nat.eq_dec (z i) k); [contradiction | reflexivity].
Qed.

(** What all points pay after the defection and the move. *)
Lemma defect_cost z mu n k t :
  centred N K D x z mu -> (1 <= n <= N)%nat -> (1 <= k <= K)%nat ->
  z n <> k -> away D x mu n k = away D x mu n (z n) ->
  cost N D x (putmap z n k) (moved mu n k t)
  = cost N D x z mu
    + away D x mu n k * t * ((sumr N (fun i => delta (z i) k) + 1) * t - 2).
Proof.
  intros Hc Hn Hk Ne Tie; unfold cost.
  assert (Cross : sumr N (fun i => delta (z i) k
    * sumr D (fun e => - (2 * t) * (x n e - mu k e) * (x i e - mu k e))) = 0).
  { rewrite (sum_ext N _ (fun i => sumr D (fun e => - (2 * t) * (x n e - mu k e)
      * (delta (z i) k * (x i e - mu k e)))))
      by (intros; rewrite <- sum_scal_l; apply sum_ext; intros; ring).
    rewrite sum_swap, <- (sum_zero D); apply sum_ext; intros e He.
    rewrite sum_scal_l, (Hc k e Hk He); ring. }
  rewrite (sum_ext N _ _ (fun i _ => defect_one z mu n k t i Ne Tie)), !sum_plus.
  rewrite (sum_delta_l N n (fun _ => (t ^ 2 - 2 * t) * away D x mu n k) Hn).
  rewrite (sum_ext N (fun i => delta (z i) k * _) (fun i =>
    delta (z i) k * (t ^ 2 * away D x mu n k) + delta (z i) k
    * sumr D (fun e => - (2 * t) * (x n e - mu k e) * (x i e - mu k e))))
    by (intros; ring).
  rewrite sum_plus, sum_scal_r, Cross; ring.
Qed.

(** A stationary point with a tie between centres at different places can be improved by
    an arbitrarily small move. *)
Lemma improvable z mu n k e :
  stationary z mu -> (1 <= n <= N)%nat -> (1 <= k <= K)%nat -> (1 <= e <= D)%nat ->
  mu (z n) e <> mu k e -> away D x mu n k = away D x mu n (z n) -> ~ local_minimum mu.
Proof.
  intros [Hz [Hn Hc]] Hr Hk He Apart Tie [rho [Hp Min]].
  assert (Ne : z n <> k) by (intros E; apply Apart; now rewrite E).
  assert (V : 0 < away D x mu n k).
  { destruct (Rle_lt_or_eq_dec _ _ (away_nonneg D x mu n k)) as [P | Z]; [exact P |].
    exfalso; apply Apart.
    rewrite <- (dist2_zero D (x n) (mu k) e) by (try exact He; now symmetry).
    symmetry; apply (dist2_zero D); [| exact He].
    change (away D x mu n (z n) = 0); now rewrite <- Tie. }
  destruct (moved_close mu n k rho Hp) as [d [Hd Cl]].
  set (S := sumr N (fun i => delta (z i) k) + 1).
  assert (HS : 0 < S).
  { assert (0 <= sumr N (fun i => delta (z i) k))
      by (apply sum_nonneg; intros; apply delta_nonneg). unfold S; lra. }
  set (t := Rmin d (/ S) / 2).
  assert (HiS : 0 < / S) by now apply Rinv_0_lt_compat.
  assert (Hm : 0 < Rmin d (/ S)) by now apply Rmin_pos.
  pose proof (Rmin_l d (/ S)); pose proof (Rmin_r d (/ S)).
  assert (Ht : 0 < t < d) by (unfold t; lra).
  assert (HSt : S * t < 2).
  { apply Rle_lt_trans with (S * / S); [| rewrite Rinv_r; lra].
    apply Rmult_le_compat_l; unfold t; lra. }
  specialize (Min _ (Cl t Ht)).
  assert (Hz' : assigns N K (putmap z n k)).
  { intros i Hi; unfold putmap; destruct (Nat.eq_dec i n); [exact Hk | now apply Hz]. }
  pose proof (distortion_le_cost N K D x _ (moved mu n k t) Hz') as U.
  rewrite (defect_cost z mu n k t Hc Hr Hk Ne Tie), <- (nearest_cost z mu Hz Hn) in U.
  fold S in U.
  assert (0 < away D x mu n k * t * (2 - S * t)); [| lra].
  apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat |]; lra.
Qed.

(** Stationary points: strict local minima without ties and empty clusters, no local
    minima with a tie between centres at different places. *)
Theorem local_optimality z mu :
  (1 <= N)%nat -> (1 <= K)%nat -> stationary z mu ->
  (tie_free z mu -> all_used z -> strict_local_minimum mu)
  /\ (tied mu -> ~ local_minimum mu).
Proof.
  intros HN HK St; split; [now apply strict_minimum |].
  intros [n [j [k [Hn [Hj [Hk [[e [He Ne]] [Tj Tk]]]]]]]].
  pose proof St as [Hz [Hnear _]].
  assert (Tz : away D x mu n (z n) = minr K (away D x mu n)).
  { symmetry; apply (min_unique K _ _ (z n)); [now apply Hz | | reflexivity].
    intros; now apply Hnear. }
  destruct (Req_EM_T (mu (z n) e) (mu k e)) as [E | E].
  - apply (improvable z mu n j e St Hn Hj He); [congruence | now rewrite Tj].
  - apply (improvable z mu n k e St Hn Hk He); [congruence | now rewrite Tk].
Qed.

End LocalOptimality.
