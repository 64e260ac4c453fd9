(* Means of clusters, for the other files of this folder.

   Given an assignment z of the N points to K clusters, centres c are "centred" if each
   c k is the mean of the points of cluster k (no condition if the cluster is empty).
   Steiner's identity (Huygens', the parallel axis theorem): the summed squared distance
   from the points to any centres is that to the means plus, for every point, the squared
   distance from its mean to its centre.  So the means are the best centres for an
   assignment.  As there are finitely many assignments, some centres have the least
   distortion of all: the k-means problem has a solution.

   Two lemmas about weighted means come first. *)

From Coq Require Import Reals Lra Lia Arith.
From Hardlimit Require Import Vanishing Finite.
From Beyond Require Import Centres.

Local Open Scope R_scope.

(** The mean with the weights r lies near m if the deviations from m are balanced by
    weights t that are near r. *)
Lemma mean_near N (r t y : nat -> R) m c b :
  (forall n, (1 <= n <= N)%nat -> Rabs (r n - t n) <= c) ->
  (forall n, (1 <= n <= N)%nat -> Rabs (y n - m) <= b) ->
  sumr N (fun n => t n * (y n - m)) = 0 -> / 2 <= sumr N r ->
  Rabs (sumr N (fun n => r n * y n) / sumr N r - m) <= 2 * (INR N * (c * b)).
Proof.
  intros Hr Hy Ht Pr.
  assert (I : / sumr N r <= 2).
  { apply Rmult_le_reg_r with (sumr N r); [lra | rewrite Rinv_l; lra]. }
  replace (sumr N (fun n => r n * y n) / sumr N r - m)
    with (/ sumr N r * sumr N (fun n => (r n - t n) * (y n - m))).
  - rewrite Rabs_mult, (Rabs_pos_eq (/ _)) by (apply nonneg_inv; lra).
    apply Rmult_le_compat; [apply nonneg_inv; lra | apply Rabs_pos | exact I |].
    rewrite <- sum_const; eapply Rle_trans; [apply sum_abs_le | apply sum_le; intros n Hn].
    rewrite Rabs_mult; apply Rmult_le_compat; try apply Rabs_pos; auto.
  - rewrite (sum_ext N (fun n => (r n - t n) * (y n - m))
      (fun n => r n * y n - m * r n - t n * (y n - m))) by (intros; ring).
    rewrite !sum_minus, sum_scal_l, Ht; field; lra.
Qed.

(** The deviations from a mean are balanced by its weights. *)
Lemma mean_balances N (t y : nat -> R) :
  sumr N t <> 0 ->
  sumr N (fun n => t n * (y n - sumr N (fun n => t n * y n) / sumr N t)) = 0.
Proof.
  intros Pt; set (m := sumr N (fun n => t n * y n) / sumr N t).
  rewrite (sum_ext N _ (fun n => t n * y n - m * t n)) by (intros; ring).
  rewrite sum_minus, sum_scal_l; unfold m; field; exact Pt.
Qed.

Section Means.

Variables (N K D : nat) (x : nat -> nat -> R).

(** The assignment z sends every point to one of the K clusters. *)
Definition assigns (z : nat -> nat) : Prop :=
  forall n, (1 <= n <= N)%nat -> (1 <= z n <= K)%nat.

(** What the points pay when every point pays the squared distance to its centre by z. *)
Definition cost (z : nat -> nat) (mu : nat -> nat -> R) : R :=
  sumr N (fun n => away D x mu n (z n)).

(** The deviations of the points of a cluster from its centre sum to 0. *)
Definition centred (z : nat -> nat) (c : nat -> nat -> R) : Prop :=
  forall k e, (1 <= k <= K)%nat -> (1 <= e <= D)%nat ->
  sumr N (fun n => delta (z n) k * (x n e - c k e)) = 0.

(** The means of the clusters. *)
Definition mean (z : nat -> nat) (k e : nat) : R :=
  sumr N (fun n => delta (z n) k * x n e) / sumr N (fun n => delta (z n) k).

(** The means are centred. *)
Lemma mean_centred z : centred z (mean z).
Proof.
  intros k e _ _; destruct (Req_EM_T (sumr N (fun n => delta (z n) k)) 0) as [E | E].
  - rewrite <- (sum_zero N); apply sum_ext; intros n Hn.
    rewrite (sum_zero_each N (fun n => delta (z n) k) (fun i _ => delta_nonneg _ _) E n Hn).
    ring.
  - rewrite (sum_ext N _ (fun n => delta (z n) k * x n e - delta (z n) k * mean z k e))
      by (intros; ring).
    rewrite sum_minus, sum_scal_r; unfold mean; field; exact E.
Qed.

(** Centres that are centred at a cluster with points are its mean. *)
Lemma centred_mean z c k e :
  centred z c -> (1 <= k <= K)%nat -> (1 <= e <= D)%nat ->
  (exists n, (1 <= n <= N)%nat /\ z n = k) -> c k e = mean z k e.
Proof.
  intros Hc Hk He Hn; specialize (Hc k e Hk He); pose proof (size_pos N z k Hn) as P.
  rewrite (sum_ext N _ (fun n => delta (z n) k * x n e - delta (z n) k * c k e)) in Hc
    by (intros; ring).
  rewrite sum_minus, sum_scal_r in Hc; unfold mean.
  apply Rmult_eq_reg_r with (sumr N (fun n => delta (z n) k)); [| lra].
  unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra; lra.
Qed.

(** Steiner's identity. *)
Lemma steiner z c mu :
  assigns z -> centred z c ->
  cost z mu = cost z c + sumr N (fun n => dist2 D (c (z n)) (mu (z n))).
Proof.
  intros Hz Hc.
  assert (Cross : sumr N (fun n => sumr D (fun e =>
    (x n e - c (z n) e) * (c (z n) e - mu (z n) e))) = 0).
  { rewrite (sum_ext N _ (fun n => sumr D (fun e => sumr K (fun k =>
      (c k e - mu k e) * (delta (z n) k * (x n e - c k e)))))).
    - rewrite sum_swap, <- (sum_zero D); apply sum_ext; intros e He.
      rewrite sum_swap, <- (sum_zero K); apply sum_ext; intros k Hk.
      rewrite sum_scal_l, (Hc k e Hk He); ring.
    - intros n Hn; apply sum_ext; intros e He.
      rewrite <- (sum_delta_r K (z n) (fun k => (x n e - c k e) * (c k e - mu k e)))
        by now apply Hz.
      apply sum_ext; intros; ring. }
  unfold cost; rewrite <- sum_plus.
  replace (sumr N (fun n => away D x mu n (z n))) with (sumr N (fun n =>
    away D x c n (z n) + dist2 D (c (z n)) (mu (z n))
    + 2 * sumr D (fun e => (x n e - c (z n) e) * (c (z n) e - mu (z n) e)))).
  - rewrite sum_plus, sum_scal_l, Cross; ring.
  - apply sum_ext; intros n _; unfold away, dist2.
    rewrite <- sum_scal_l, <- !sum_plus; apply sum_ext; intros; ring.
Qed.

(** The means are the best centres for an assignment. *)
Lemma means_best z c mu : assigns z -> centred z c -> cost z c <= cost z mu.
Proof.
  intros Hz Hc; rewrite (steiner z c mu Hz Hc).
  assert (0 <= sumr N (fun n => dist2 D (c (z n)) (mu (z n)))); [| lra].
  apply sum_nonneg; intros; apply sum_nonneg; intros; apply pow2_ge_0.
Qed.

(** No assignment costs less than the distortion. *)
Lemma distortion_le_cost z mu : assigns z -> distortion N K D x mu <= cost z mu.
Proof. intros Hz; apply sum_le; intros n Hn; now apply min_le, Hz. Qed.

(** The nearest centres cost exactly the distortion. *)
Lemma distortion_cost mu : (1 <= K)%nat -> distortion N K D x mu = cost (owner K D x mu) mu.
Proof. intros HK; apply sum_ext; intros; symmetry; now apply owner_min. Qed.

(** Some centres have the least distortion of all. *)
Theorem best_clustering :
  (1 <= K)%nat ->
  exists mu, forall nu, distortion N K D x mu <= distortion N K D x nu.
Proof.
  intros HK; destruct (map_argmin_exists N K (fun z => cost z (mean z)) HK) as [z [Hz Best]].
  - intros z z' E.
    assert (M : forall k e, mean z k e = mean z' k e).
    { intros k e; unfold mean.
      rewrite (sum_ext N (fun n => delta (z n) k * x n e) (fun n => delta (z' n) k * x n e))
        by (intros i Hi; now rewrite (E i Hi)).
      now rewrite (sum_ext N (fun n => delta (z n) k) (fun n => delta (z' n) k))
        by (intros i Hi; now rewrite (E i Hi)). }
    apply sum_ext; intros n Hn; apply sum_ext; intros e _; now rewrite (E n Hn), M.
  - exists (mean z); intros nu; rewrite (distortion_cost nu HK).
    assert (Ho : assigns (owner K D x nu)) by (intros n _; now apply owner_range).
    eapply Rle_trans; [exact (distortion_le_cost z (mean z) Hz) |].
    eapply Rle_trans; [exact (Best _ Ho) |].
    apply means_best; [exact Ho | apply mean_centred].
Qed.

End Means.
