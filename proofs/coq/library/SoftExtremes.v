(* c log (sum_k w_k exp (g_k / c)) as c falls to 0: the largest g_k, whatever the weights. *)

From Coq Require Import Reals Lra Lia.
From Hardlimit Require Export Vanishing.

Local Open Scope R_scope.

Section Bounds.

Variables (n : nat) (w g : nat -> R).
Hypothesis some : (1 <= n)%nat.
Hypothesis above : forall i, (1 <= i <= n)%nat -> 0 < w i.
Let top := - minr n (fun i => - g i).
Let mass c := sumr n (fun i => w i * exp (g i / c)).

Lemma soft_max_le c : 0 < c -> c * ln (mass c) <= c * ln (sumr n w) + top.
Proof.
  intros Hc.
  assert (W : 0 < sumr n w).
  { apply (sum_pos_one n w 1); [intros; apply Rlt_le, above | | apply above]; lia || assumption. }
  assert (H : mass c <= sumr n w * exp (top / c)).
  { unfold mass; rewrite Rmult_comm, <- sum_scal_l; apply sum_le; intros i Hi; rewrite Rmult_comm.
    apply Rmult_le_compat_r; [now apply Rlt_le, above |].
    apply exp_le'; apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat, Hc |].
    unfold top; pose proof (min_le n (fun i => - g i) i Hi); simpl in *; lra. }
  apply Rle_trans with (c * ln (sumr n w * exp (top / c))).
  - apply Rmult_le_compat_l; [lra |]; apply ln_le'; [| exact H].
    apply (sum_pos_one n _ 1); [| lia |]; intros; try apply Rlt_le;
      apply Rmult_lt_0_compat; try apply exp_pos; apply above; lia.
  - rewrite ln_mult' by (try apply exp_pos; assumption); rewrite ln_exp.
    apply Req_le; field; lra.
Qed.

Lemma soft_max_ge c : 0 < c -> c * ln (minr n w) + top <= c * ln (mass c).
Proof.
  intros Hc; destruct (min_attained n (fun i => - g i) some) as [j [Hj E]].
  assert (T : top = g j) by (unfold top; simpl in E; rewrite <- E; ring).
  assert (L : 0 < minr n w) by (apply min_glb_lt; assumption).
  assert (H : minr n w * exp (top / c) <= mass c).
  { apply Rle_trans with (w j * exp (g j / c)).
    - rewrite T; apply Rmult_le_compat_r; [apply Rlt_le, exp_pos | now apply min_le].
    - apply (sum_term_le n (fun i => w i * exp (g i / c))); [| exact Hj]; intros i Hi.
      apply Rlt_le, Rmult_lt_0_compat; [now apply above | apply exp_pos]. }
  apply Rle_trans with (c * ln (minr n w * exp (top / c))).
  - rewrite ln_mult' by (try apply exp_pos; assumption); rewrite ln_exp.
    apply Req_le; field; lra.
  - apply Rmult_le_compat_l; [lra |]; apply ln_le'; [| exact H].
    apply Rmult_lt_0_compat; [exact L | apply exp_pos].
Qed.

Lemma lim_soft_max (c : R -> R) :
  (forall s, 0 < s -> 0 < c s) -> tends_to c 0 ->
  tends_to (fun s => c s * ln (mass (c s))) top.
Proof.
  intros Hc H.
  apply (lim_squeeze (fun s => c s * ln (minr n w) + top) _ (fun s => c s * ln (sumr n w) + top)).
  - intros s Hs; specialize (Hc s Hs); split; [now apply soft_max_ge | now apply soft_max_le].
  - apply (lim_eq _ (0 * ln (minr n w) + top)); [ring |].
    apply lim_plus; [apply lim_mult; [exact H |] |]; apply lim_const.
  - apply (lim_eq _ (0 * ln (sumr n w) + top)); [ring |].
    apply lim_plus; [apply lim_mult; [exact H |] |]; apply lim_const.
Qed.

End Bounds.

(** Times -1 and with - g it is the least of them. *)
Lemma lim_soft_min n (w g : nat -> R) (c : R -> R) :
  (1 <= n)%nat -> (forall i, (1 <= i <= n)%nat -> 0 < w i) ->
  (forall s, 0 < s -> 0 < c s) -> tends_to c 0 ->
  tends_to (fun s => - (c s * ln (sumr n (fun i => w i * exp (- (g i / c s)))))) (minr n g).
Proof.
  intros Hn Hw Hc H.
  pose proof (lim_soft_max n w (fun i => - g i) Hn Hw c Hc H) as L; apply lim_opp in L.
  apply (lim_eq _ (- - minr n (fun i => - - g i))).
  - rewrite Ropp_involutive; apply min_ext; intros; ring.
  - revert L; apply lim_ext; intros s Hs; specialize (Hc s Hs); do 3 f_equal.
    apply sum_ext; intros; f_equal; f_equal; field; lra.
Qed.
