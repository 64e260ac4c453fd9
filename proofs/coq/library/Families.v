(* Laws of finite products and of least values over 1..n. *)

From Coq Require Import Reals Lra Lia Arith.
From Hardlimit Require Export Sums.

Local Open Scope R_scope.

(** Products *)

Lemma prod_S m f : prodr (S m) f = prodr m f * f (S m).
Proof. reflexivity. Qed.

Lemma prod_ext n f g :
  (forall i, (1 <= i <= n)%nat -> f i = g i) -> prodr n f = prodr n g.
Proof.
  induction n as [| n IH]; simpl; intros H; [reflexivity |].
  rewrite IH by (intros; apply H; lia).
  now rewrite H by lia.
Qed.

Lemma prod_const n c : prodr n (fun _ => c) = c ^ n.
Proof. induction n as [| n IH]; simpl; [ring |]. rewrite IH; ring. Qed.

Lemma prod_one n : prodr n (fun _ => 1) = 1.
Proof. rewrite prod_const; apply pow1. Qed.

Lemma prod_pos n f :
  (forall i, (1 <= i <= n)%nat -> 0 < f i) -> 0 < prodr n f.
Proof.
  induction n as [| n IH]; simpl; intros H; [lra |].
  apply Rmult_lt_0_compat; [apply IH; intros; apply H | apply H]; lia.
Qed.

Lemma prod_nonneg n f :
  (forall i, (1 <= i <= n)%nat -> 0 <= f i) -> 0 <= prodr n f.
Proof.
  induction n as [| n IH]; simpl; intros H; [lra |].
  apply Rmult_le_pos; [apply IH; intros; apply H | apply H]; lia.
Qed.

Lemma prod_nonzero n f :
  (forall i, (1 <= i <= n)%nat -> f i <> 0) -> prodr n f <> 0.
Proof.
  induction n as [| n IH]; simpl; intros H; [lra |].
  apply Rmult_integral_contrapositive_currified;
    [apply IH; intros; apply H | apply H]; lia.
Qed.

Lemma prod_exp n f : prodr n (fun i => exp (f i)) = exp (sumr n f).
Proof.
  induction n as [| n IH]; simpl; [now rewrite exp_0 |].
  now rewrite IH, exp_plus.
Qed.

(** Least values *)

Lemma min_S m f :
  (1 <= m)%nat -> minr (S m) f = Rmin (minr m f) (f (S m)).
Proof. destruct m; [lia | reflexivity]. Qed.

Lemma min_le n f i : (1 <= i <= n)%nat -> minr n f <= f i.
Proof.
  induction n as [| n IH]; intros Hi; [lia |].
  destruct n as [| n].
  - replace i with 1%nat by lia; simpl; lra.
  - rewrite min_S by lia; destruct (Nat.eq_dec i (S (S n))) as [-> | Hn].
    + apply Rmin_r.
    + eapply Rle_trans; [apply Rmin_l | apply IH; lia].
Qed.

Lemma min_attained n f :
  (1 <= n)%nat -> exists i, (1 <= i <= n)%nat /\ f i = minr n f.
Proof.
  induction n as [| n IH]; intros Hn; [lia |].
  destruct n as [| n]; [exists 1%nat; split; [lia | reflexivity] |].
  rewrite min_S by lia.
  destruct (Rle_dec (minr (S n) f) (f (S (S n)))) as [H | H].
  - destruct IH as [i [Hi E]]; [lia |].
    exists i; split; [lia |]; now rewrite Rmin_left.
  - exists (S (S n)); split; [lia |]; rewrite Rmin_right; lra.
Qed.

Lemma min_glb n f v :
  (1 <= n)%nat -> (forall i, (1 <= i <= n)%nat -> v <= f i) -> v <= minr n f.
Proof.
  intros Hn H; destruct (min_attained n f Hn) as [i [Hi <-]]; auto.
Qed.

Lemma min_glb_lt n f v :
  (1 <= n)%nat -> (forall i, (1 <= i <= n)%nat -> v < f i) -> v < minr n f.
Proof.
  intros Hn H; destruct (min_attained n f Hn) as [i [Hi <-]]; auto.
Qed.

(** The least of all values but that at k, where the greatest of all stands. *)
Lemma min_of_others n k (f g h : nat -> R) c :
  (1 <= k <= n)%nat ->
  (forall i, (1 <= i <= n)%nat -> h i = - f i) ->
  (forall j, (1 <= j <= n)%nat -> j <> k -> g j = f j) ->
  g k = - minr n h ->
  (forall j, (1 <= j <= n)%nat -> c <= f j) -> c <= minr n g.
Proof.
  intros Hk Eh E Ek H; apply min_glb; [lia |]; intros j Hj.
  destruct (Nat.eq_dec j k) as [-> | N]; [| rewrite E by assumption; auto].
  rewrite Ek; pose proof (min_le n h k Hk); specialize (H k Hk); specialize (Eh k Hk); lra.
Qed.

Lemma min_but_one n k (f g h : nat -> R) c :
  (1 <= k <= n)%nat -> (2 <= n)%nat ->
  (forall i, (1 <= i <= n)%nat -> h i = - f i) ->
  (forall j, (1 <= j <= n)%nat -> j <> k -> g j = f j) ->
  g k = - minr n h ->
  (forall j, (1 <= j <= n)%nat -> j <> k -> c <= f j) -> c <= minr n g.
Proof.
  intros Hk Hn Eh E Ek H; apply min_glb; [lia |]; intros j Hj.
  destruct (Nat.eq_dec j k) as [-> | N]; [| rewrite E by assumption; auto].
  assert (exists i, (1 <= i <= n)%nat /\ i <> k) as [i [Hi Ni]].
  { destruct (Nat.eq_dec k 1); [exists 2%nat | exists 1%nat]; lia. }
  rewrite Ek; pose proof (min_le n h i Hi); specialize (H i Hi Ni); specialize (Eh i Hi); lra.
Qed.

(** A lower bound that is attained is the least value. *)
Lemma min_unique n f v j :
  (1 <= j <= n)%nat -> (forall i, (1 <= i <= n)%nat -> v <= f i) -> f j = v ->
  minr n f = v.
Proof.
  intros Hj H E; apply Rle_antisym.
  - rewrite <- E; now apply min_le.
  - apply min_glb; [lia | exact H].
Qed.

Lemma min_ext n f g :
  (forall i, (1 <= i <= n)%nat -> f i = g i) -> minr n f = minr n g.
Proof.
  intros H; destruct n as [| n]; [reflexivity |].
  destruct (min_attained (S n) g) as [j [Hj E]]; [lia |].
  apply (min_unique (S n) f (minr (S n) g) j Hj); [| rewrite H; assumption].
  intros i Hi; rewrite H by exact Hi; now apply min_le.
Qed.

Lemma min_mono n f g :
  (forall i, (1 <= i <= n)%nat -> f i <= g i) -> minr n f <= minr n g.
Proof.
  intros H; destruct n as [| n]; [simpl; lra |].
  apply min_glb; [lia |]; intros i Hi.
  eapply Rle_trans; [now apply (min_le (S n) f i) | auto].
Qed.

Lemma min_const n c : (1 <= n)%nat -> minr n (fun _ => c) = c.
Proof.
  intros Hn; apply (min_unique n _ c 1); [lia | intros; lra | reflexivity].
Qed.

(** A factor that is not negative stands outside. *)
Lemma min_times_const n f c :
  (1 <= n)%nat -> 0 <= c -> minr n (fun i => c * f i) = c * minr n f.
Proof.
  intros Hn Hc; destruct (min_attained n f Hn) as [j [Hj E]].
  apply (min_unique n _ _ j Hj); [| rewrite E; reflexivity].
  intros i Hi; apply Rmult_le_compat_l; [exact Hc | now apply min_le].
Qed.

Lemma min_plus_const n f c :
  (1 <= n)%nat -> minr n (fun i => f i + c) = minr n f + c.
Proof.
  intros Hn; destruct (min_attained n f Hn) as [j [Hj E]].
  apply (min_unique n _ _ j Hj); [| rewrite E; reflexivity].
  intros i Hi; apply Rplus_le_compat_r; now apply min_le.
Qed.

(** Weights added up over the indices that attain the least value. *)
Lemma min_ties_pos n (p f : nat -> R) :
  (1 <= n)%nat -> (forall i, (1 <= i <= n)%nat -> 0 < p i) ->
  0 < sumr n (fun k => p k * ind (f k) (minr n f)).
Proof.
  intros Hn Hp; destruct (min_attained n f Hn) as [j [Hj E]].
  apply (sum_pos_one n _ j); [| exact Hj |].
  - intros i Hi; apply Rmult_le_pos; [apply Rlt_le; auto | apply ind_nonneg].
  - rewrite ind_true by exact E; specialize (Hp j Hj); lra.
Qed.
