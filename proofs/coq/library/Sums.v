(* Laws of finite sums over 1..n, of Kronecker's delta, of the indicator of
   equality and of x log y.  Every law is asked of the indices 1..n only. *)

From Coq Require Import Reals Lra Lia Arith.
From Hardlimit Require Export Vocabulary.

Local Open Scope R_scope.

(** Delta, indicator, x log y *)

Lemma delta_same i : delta i i = 1.
Proof. unfold delta; destruct (Nat.eq_dec i i); congruence. Qed.

Lemma delta_neq i j : i <> j -> delta i j = 0.
Proof. intros; unfold delta; destruct (Nat.eq_dec i j); congruence. Qed.

Lemma delta_sym i j : delta i j = delta j i.
Proof.
  unfold delta; destruct (Nat.eq_dec i j), (Nat.eq_dec j i); congruence.
Qed.

Lemma delta_01 i j : delta i j = 0 \/ delta i j = 1.
Proof. unfold delta; destruct (Nat.eq_dec i j); auto. Qed.

Lemma delta_sq i j : delta i j * delta i j = delta i j.
Proof. destruct (delta_01 i j) as [E | E]; rewrite E; ring. Qed.

Lemma delta_nonneg i j : 0 <= delta i j.
Proof. destruct (delta_01 i j); lra. Qed.

Lemma delta_le_1 i j : delta i j <= 1.
Proof. destruct (delta_01 i j); lra. Qed.

Lemma ind_true a b : a = b -> ind a b = 1.
Proof. intros; unfold ind; destruct (Req_EM_T a b); congruence. Qed.

Lemma ind_false a b : a <> b -> ind a b = 0.
Proof. intros; unfold ind; destruct (Req_EM_T a b); congruence. Qed.

Lemma ind_01 a b : ind a b = 0 \/ ind a b = 1.
Proof. unfold ind; destruct (Req_EM_T a b); auto. Qed.

Lemma ind_nonneg a b : 0 <= ind a b.
Proof. destruct (ind_01 a b); lra. Qed.

Lemma ind_le_1 a b : ind a b <= 1.
Proof. destruct (ind_01 a b); lra. Qed.

Lemma ind_sq a b : ind a b * ind a b = ind a b.
Proof. destruct (ind_01 a b) as [E | E]; rewrite E; ring. Qed.

Lemma ind_iff a b c d : (a = b <-> c = d) -> ind a b = ind c d.
Proof.
  intros H; unfold ind; destruct (Req_EM_T a b), (Req_EM_T c d); tauto.
Qed.

Lemma xlogy_zero u : xlogy 0 u = 0.
Proof. unfold xlogy; destruct (Req_EM_T 0 0); congruence. Qed.

Lemma xlogy_nonzero q u : q <> 0 -> xlogy q u = q * ln u.
Proof. intros; unfold xlogy; destruct (Req_EM_T q 0); congruence. Qed.

(** [xlogy q u] is [q * ln u] always, as ln is total here. *)
Lemma xlogy_total q u : xlogy q u = q * ln u.
Proof. unfold xlogy; destruct (Req_EM_T q 0); subst; ring. Qed.

(** Linearity *)

Lemma sum_S m f : sumr (S m) f = sumr m f + f (S m).
Proof. reflexivity. Qed.

Lemma sum_ext n f g :
  (forall i, (1 <= i <= n)%nat -> f i = g i) -> sumr n f = sumr n g.
Proof.
  induction n as [| n IH]; simpl; intros H; [reflexivity |].
  rewrite IH by (intros; apply H; lia).
  now rewrite H by lia.
Qed.

Lemma sum_const n c : sumr n (fun _ => c) = INR n * c.
Proof. induction n as [| n IH]; [simpl; ring |]. rewrite sum_S, IH, S_INR; ring. Qed.

Lemma sum_zero n : sumr n (fun _ => 0) = 0.
Proof. rewrite sum_const; ring. Qed.

Lemma sum_plus n f g : sumr n (fun i => f i + g i) = sumr n f + sumr n g.
Proof. induction n as [| n IH]; simpl; [ring |]. rewrite IH; ring. Qed.

Lemma sum_scal_l n c f : sumr n (fun i => c * f i) = c * sumr n f.
Proof. induction n as [| n IH]; simpl; [ring |]. rewrite IH; ring. Qed.

Lemma sum_scal_r n c f : sumr n (fun i => f i * c) = sumr n f * c.
Proof. induction n as [| n IH]; simpl; [ring |]. rewrite IH; ring. Qed.

Lemma sum_div n c f : sumr n (fun i => f i / c) = sumr n f / c.
Proof. exact (sum_scal_r n (/ c) f). Qed.

Lemma sum_minus n f g : sumr n (fun i => f i - g i) = sumr n f - sumr n g.
Proof. induction n as [| n IH]; simpl; [ring |]. rewrite IH; ring. Qed.

Lemma sum_swap n m (f : nat -> nat -> R) :
  sumr n (fun i => sumr m (fun j => f i j))
  = sumr m (fun j => sumr n (fun i => f i j)).
Proof.
  induction n as [| n IH]; simpl.
  - now rewrite sum_zero.
  - now rewrite IH, sum_plus.
Qed.

Lemma sum_mult_sum n m f g :
  sumr n f * sumr m g = sumr n (fun i => sumr m (fun j => f i * g j)).
Proof.
  rewrite <- sum_scal_r; apply sum_ext; intros i _.
  now rewrite <- sum_scal_l.
Qed.

(** The sum collapses to the term that delta picks. *)

Lemma sum_delta_out n j f :
  ~ (1 <= j <= n)%nat -> sumr n (fun i => delta i j * f i) = 0.
Proof.
  intros Hj; rewrite <- (sum_zero n); apply sum_ext; intros i Hi.
  rewrite delta_neq by (intros ->; contradiction); ring.
Qed.

Lemma sum_delta_l n j f :
  (1 <= j <= n)%nat -> sumr n (fun i => delta i j * f i) = f j.
Proof.
  induction n as [| n IH]; intros Hj; [lia |].
  rewrite sum_S; destruct (Nat.eq_dec j (S n)) as [-> | Hn].
  - rewrite sum_delta_out by lia; rewrite delta_same; ring.
  - rewrite IH by lia; rewrite delta_neq by lia; ring.
Qed.

Lemma sum_delta_r n j f :
  (1 <= j <= n)%nat -> sumr n (fun i => delta j i * f i) = f j.
Proof.
  intros Hj; rewrite <- (sum_delta_l n j f Hj).
  apply sum_ext; intros; now rewrite delta_sym.
Qed.

Lemma sum_delta_l' n j f :
  (1 <= j <= n)%nat -> sumr n (fun i => f i * delta i j) = f j.
Proof.
  intros Hj; rewrite <- (sum_delta_l n j f Hj).
  apply sum_ext; intros; ring.
Qed.

Lemma sum_delta_r' n j f :
  (1 <= j <= n)%nat -> sumr n (fun i => f i * delta j i) = f j.
Proof.
  intros Hj; rewrite <- (sum_delta_r n j f Hj).
  apply sum_ext; intros; ring.
Qed.

(** Order *)

Lemma sum_le n f g :
  (forall i, (1 <= i <= n)%nat -> f i <= g i) -> sumr n f <= sumr n g.
Proof.
  induction n as [| n IH]; simpl; intros H; [lra |].
  apply Rplus_le_compat; [apply IH; intros; apply H | apply H]; lia.
Qed.

Lemma sum_nonneg n f :
  (forall i, (1 <= i <= n)%nat -> 0 <= f i) -> 0 <= sumr n f.
Proof. intros H; rewrite <- (sum_zero n); now apply sum_le. Qed.

Lemma sum_nonpos n f :
  (forall i, (1 <= i <= n)%nat -> f i <= 0) -> sumr n f <= 0.
Proof. intros H; rewrite <- (sum_zero n); now apply sum_le. Qed.

Lemma sum_term_le n f j :
  (forall i, (1 <= i <= n)%nat -> 0 <= f i) ->
  (1 <= j <= n)%nat -> f j <= sumr n f.
Proof.
  intros H Hj; rewrite <- (sum_delta_l n j f Hj); apply sum_le; intros i Hi.
  destruct (delta_01 i j) as [E | E]; rewrite E; specialize (H i Hi); lra.
Qed.

Lemma sum_pos_one n f j :
  (forall i, (1 <= i <= n)%nat -> 0 <= f i) ->
  (1 <= j <= n)%nat -> 0 < f j -> 0 < sumr n f.
Proof. intros H Hj Hp; pose proof (sum_term_le n f j H Hj); lra. Qed.

Lemma sum_pos n f :
  (1 <= n)%nat -> (forall i, (1 <= i <= n)%nat -> 0 < f i) -> 0 < sumr n f.
Proof.
  intros Hn H; apply (sum_pos_one n f 1); [| lia | apply H; lia].
  intros; apply Rlt_le; auto.
Qed.

Lemma sum_neg n f :
  (1 <= n)%nat -> (forall i, (1 <= i <= n)%nat -> f i < 0) -> sumr n f < 0.
Proof.
  intros Hn H; assert (E : forall m, sumr m (fun i => - f i) = - sumr m f).
  { induction m as [| m IH]; simpl; [ring | rewrite IH; ring]. }
  assert (P := sum_pos n (fun i => - f i) Hn); rewrite E in P.
  assert (0 < - sumr n f); [apply P; intros i Hi; specialize (H i Hi) |]; lra.
Qed.

Lemma sum_lt_one n f g j :
  (forall i, (1 <= i <= n)%nat -> f i <= g i) ->
  (1 <= j <= n)%nat -> f j < g j -> sumr n f < sumr n g.
Proof.
  intros H Hj Hlt; apply Rminus_gt_0_lt; unfold Rgt; rewrite <- sum_minus.
  apply (sum_pos_one n (fun i => g i - f i) j); [| exact Hj | lra].
  intros i Hi; specialize (H i Hi); lra.
Qed.

Lemma sum_lt n f g :
  (1 <= n)%nat -> (forall i, (1 <= i <= n)%nat -> f i < g i) ->
  sumr n f < sumr n g.
Proof.
  intros Hn H; apply (sum_lt_one n f g 1); [| lia | apply H; lia].
  intros; apply Rlt_le; auto.
Qed.

Lemma sum_zero_each n f :
  (forall i, (1 <= i <= n)%nat -> 0 <= f i) -> sumr n f = 0 ->
  forall i, (1 <= i <= n)%nat -> f i = 0.
Proof.
  intros H E i Hi; pose proof (sum_term_le n f i H Hi).
  specialize (H i Hi); lra.
Qed.

(** A mean of positive numbers is positive, though some of the weights be 0. *)
Lemma sum_averaged n g w f :
  (forall i, (1 <= i <= n)%nat -> g i = w i * f i) ->
  (forall i, (1 <= i <= n)%nat -> 0 <= w i) -> (forall i, (1 <= i <= n)%nat -> 0 < f i) ->
  0 < sumr n w -> 0 < sumr n g.
Proof.
  intros E W F H.
  assert (G : forall i, (1 <= i <= n)%nat -> 0 <= g i).
  { intros i Hi; rewrite (E i Hi); apply Rmult_le_pos; [| apply Rlt_le]; auto. }
  destruct (sum_nonneg n g G) as [L | Z]; [exact L | exfalso].
  assert (A : sumr n w = sumr n (fun _ => 0)).
  { apply sum_ext; intros i Hi; pose proof (sum_zero_each n g G (eq_sym Z) i Hi) as z.
    rewrite (E i Hi) in z; specialize (F i Hi); destruct (Rmult_integral _ _ z); lra. }
  rewrite A, sum_zero in H; lra.
Qed.

Lemma sum_abs_le n f : Rabs (sumr n f) <= sumr n (fun i => Rabs (f i)).
Proof.
  induction n as [| n IH]; simpl; [rewrite Rabs_R0; lra |].
  eapply Rle_trans; [apply Rabs_triang | lra].
Qed.
