(* Determinants of positive definite matrices, as products of pivots.

   Gaussian elimination divides out one index after the other; what is left of the
   matrix after one step is its Schur complement.  For a symmetric positive definite
   matrix every pivot (the diagonal entry divided by) is positive, and the determinant
   is the product of the pivots.  Here [det] *is* that product, the last index being
   eliminated first; Determinant.v proves that it equals Laplace's expansion.

   What is proved: elimination keeps a matrix symmetric and positive definite; all
   pivots are positive; and eliminating the first index first gives the same product.
   The last fact holds because the two eliminations commute, and because the two
   products of two pivots are the same 2 x 2 determinant. *)

From Coq Require Import Reals Lra Lia Arith.
From Hardlimit Require Import Vanishing.

Local Open Scope R_scope.

(** M i j = M j i. *)
Definition symmetric (D : nat) (M : nat -> nat -> R) : Prop :=
  forall i j, (1 <= i <= D)%nat -> (1 <= j <= D)%nat -> M i j = M j i.

(** The quadratic form v^T M v. *)
Definition form (D : nat) (M : nat -> nat -> R) (v : nat -> R) : R :=
  sumr D (fun i => sumr D (fun j => v i * M i j * v j)).

(** v^T M v > 0 for every v except 0. *)
Definition positive_definite (D : nat) (M : nat -> nat -> R) : Prop :=
  forall v, (exists i, (1 <= i <= D)%nat /\ v i <> 0) -> 0 < form D M v.

(** The Schur complement after the elimination of the last index n. *)
Definition without_last (n : nat) (M : nat -> nat -> R) (i j : nat) : R :=
  M i j - M i n * M n j / M n n.

(** The Schur complement after the elimination of the first index; the others move up. *)
Definition without_first (M : nat -> nat -> R) (i j : nat) : R :=
  M (S i) (S j) - M (S i) 1%nat * M 1%nat (S j) / M 1%nat 1%nat.

(** The product of the pivots, the last index eliminated first. *)
Fixpoint det (D : nat) (M : nat -> nat -> R) : R :=
  match D with
  | O => 1
  | S d => M D D * det d (without_last D M)
  end.

(** The product of the pivots, the first index eliminated first. *)
Fixpoint det_first (D : nat) (M : nat -> nat -> R) : R :=
  match D with
  | O => 1
  | S d => M 1%nat 1%nat * det_first d (without_first M)
  end.

(** A sum without its first term. *)
Lemma sum_first n f : sumr (S n) f = f 1%nat + sumr n (fun i => f (S i)).
Proof.
  induction n as [| n IH]; [simpl; ring |].
  rewrite sum_S, IH, (sum_S n (fun i => f (S i))); ring.
Qed.

(** The product depends on the entries 1..D only. *)
Lemma det_ext D M L :
  (forall i j, (1 <= i <= D)%nat -> (1 <= j <= D)%nat -> M i j = L i j) -> det D M = det D L.
Proof.
  revert M L; induction D as [| d IH]; intros M L H; [reflexivity | simpl].
  rewrite (H (S d) (S d)) by lia; f_equal; apply IH; intros i j Hi Hj.
  unfold without_last; now rewrite !H by lia.
Qed.

(** The same for the other order. *)
Lemma det_first_ext D M L :
  (forall i j, (1 <= i <= D)%nat -> (1 <= j <= D)%nat -> M i j = L i j) ->
  det_first D M = det_first D L.
Proof.
  revert M L; induction D as [| d IH]; intros M L H; [reflexivity | simpl].
  rewrite (H 1%nat 1%nat) by lia; f_equal; apply IH; intros i j Hi Hj.
  unfold without_first; now rewrite !H by lia.
Qed.

(** The form depends on the entries 1..D of the vector only. *)
Lemma form_ext D M v w :
  (forall i, (1 <= i <= D)%nat -> v i = w i) -> form D M v = form D M w.
Proof.
  intros H; apply sum_ext; intros i Hi; apply sum_ext; intros j Hj.
  now rewrite (H i Hi), (H j Hj).
Qed.

(** The diagonal entries of a positive definite matrix are positive. *)
Lemma corner_pos D M p : positive_definite D M -> (1 <= p <= D)%nat -> 0 < M p p.
Proof.
  intros H Hp; replace (M p p) with (form D M (fun i => delta i p)).
  - apply H; exists p; split; [exact Hp | rewrite delta_same; lra].
  - unfold form; rewrite (sum_ext D _ (fun i => delta i p * M i p)).
    + now apply (sum_delta_l D p (fun i => M i p)).
    + intros i _; now apply (sum_delta_l' D p (fun j => delta i p * M i j)).
Qed.

(** A rank-one part of the form is a square. *)
Lemma form_square d (b c w : nat -> R) a :
  (forall i, (1 <= i <= d)%nat -> b i = c i) ->
  sumr d (fun i => sumr d (fun j => w i * (b i * c j / a) * w j))
  = sumr d (fun i => c i * w i) ^ 2 / a.
Proof.
  intros E.
  transitivity (sumr d (fun i => sumr d (fun j => (c i * w i) * (c j * w j))) * / a).
  - rewrite <- sum_scal_r; apply sum_ext; intros i Hi; rewrite <- sum_scal_r.
    apply sum_ext; intros; rewrite (E i Hi); unfold Rdiv; ring.
  - rewrite <- sum_mult_sum; unfold Rdiv; ring.
Qed.

(** Completing the square at the last index. *)
Lemma form_last d M v :
  symmetric (S d) M -> M (S d) (S d) <> 0 ->
  form (S d) M v
  = M (S d) (S d) * (v (S d) + sumr d (fun i => M (S d) i * v i) / M (S d) (S d)) ^ 2
    + form d (without_last (S d) M) v.
Proof.
  intros Sym Ha; set (b := sumr d (fun i => M (S d) i * v i)).
  assert (E : form d (without_last (S d) M) v = form d M v - b ^ 2 / M (S d) (S d)).
  { unfold b; rewrite <- (form_square d (fun i => M i (S d)));
      [| intros; apply Sym; lia].
    unfold form; rewrite <- sum_minus; apply sum_ext; intros i _.
    rewrite <- sum_minus; apply sum_ext; intros; unfold without_last, Rdiv; ring. }
  rewrite E; unfold form; rewrite sum_S.
  rewrite (sum_ext d _ (fun i => sumr d (fun j => v i * M i j * v j)
    + M (S d) i * v i * v (S d))).
  - rewrite sum_plus, sum_scal_r, sum_S.
    rewrite (sum_ext d (fun j => v (S d) * M (S d) j * v j)
      (fun j => v (S d) * (M (S d) j * v j))) by (intros; ring).
    rewrite sum_scal_l; fold b; field; exact Ha.
  - intros i Hi; rewrite sum_S, (Sym i (S d)) by lia; ring.
Qed.

(** Completing the square at the first index. *)
Lemma form_first d M v :
  symmetric (S d) M -> M 1%nat 1%nat <> 0 ->
  form (S d) M v
  = M 1%nat 1%nat
    * (v 1%nat + sumr d (fun i => M 1%nat (S i) * v (S i)) / M 1%nat 1%nat) ^ 2
    + form d (without_first M) (fun i => v (S i)).
Proof.
  intros Sym Ha; set (b := sumr d (fun i => M 1%nat (S i) * v (S i))).
  set (w := fun i => v (S i)).
  assert (E : form d (without_first M) w
    = form d (fun i j => M (S i) (S j)) w - b ^ 2 / M 1%nat 1%nat).
  { unfold b; change (fun i => M 1%nat (S i) * v (S i)) with (fun i => M 1%nat (S i) * w i).
    rewrite <- (form_square d (fun i => M (S i) 1%nat)); [| intros; apply Sym; lia].
    unfold form; rewrite <- sum_minus; apply sum_ext; intros i _.
    rewrite <- sum_minus; apply sum_ext; intros; unfold without_first, Rdiv; ring. }
  rewrite E; unfold form; rewrite sum_first.
  rewrite (sum_ext d _ (fun i => M 1%nat (S i) * v (S i) * v 1%nat
    + sumr d (fun j => w i * M (S i) (S j) * w j))).
  - rewrite sum_plus, sum_scal_r, sum_first.
    rewrite (sum_ext d (fun j => v 1%nat * M 1%nat (S j) * v (S j))
      (fun j => v 1%nat * (M 1%nat (S j) * v (S j)))) by (intros; ring).
    rewrite sum_scal_l; fold b; field; exact Ha.
  - intros i Hi; rewrite sum_first, (Sym (S i) 1%nat) by lia; unfold w; ring.
Qed.

(** Elimination keeps a matrix symmetric. *)
Lemma last_symmetric d M : symmetric (S d) M -> symmetric d (without_last (S d) M).
Proof.
  intros Sym i j Hi Hj; unfold without_last, Rdiv.
  rewrite (Sym i j), (Sym i (S d)), (Sym (S d) j) by lia; ring.
Qed.

(** The same for the first index. *)
Lemma first_symmetric d M : symmetric (S d) M -> symmetric d (without_first M).
Proof.
  intros Sym i j Hi Hj; unfold without_first, Rdiv.
  rewrite (Sym (S i) (S j)), (Sym (S i) 1%nat), (Sym 1%nat (S j)) by lia; ring.
Qed.

(** Elimination keeps a matrix positive definite. *)
Lemma last_definite d M :
  symmetric (S d) M -> positive_definite (S d) M -> positive_definite d (without_last (S d) M).
Proof.
  intros Sym Pos w [i [Hi Hw]].
  pose proof (corner_pos (S d) M (S d) Pos ltac:(lia)) as Ha.
  set (t := - (sumr d (fun i => M (S d) i * w i) / M (S d) (S d))).
  set (v := fun j => if Nat.eq_dec j (S d) then t else w j).
  assert (Vt : v (S d) = t) by (unfold v; destruct (Nat.eq_dec (S d) (S d)); congruence).
  assert (Vw : forall j, (1 <= j <= d)%nat -> v j = w j)
    by (intros j Hj; unfold v; destruct (Nat.eq_dec j (S d)); [lia | reflexivity]).
  assert (P : 0 < form (S d) M v)
    by (apply Pos; exists i; rewrite Vw by exact Hi; split; [lia | exact Hw]).
  rewrite form_last, Vt, (form_ext d _ v w Vw) in P by (assumption || lra).
  rewrite (sum_ext d _ (fun i => M (S d) i * w i)) in P by (intros; now rewrite Vw).
  unfold t in P; rewrite Rplus_opp_l in P; simpl in P; lra.
Qed.

(** The same for the first index. *)
Lemma first_definite d M :
  symmetric (S d) M -> positive_definite (S d) M -> positive_definite d (without_first M).
Proof.
  intros Sym Pos w [i [Hi Hw]].
  pose proof (corner_pos (S d) M 1 Pos ltac:(lia)) as Ha.
  set (t := - (sumr d (fun i => M 1%nat (S i) * w i) / M 1%nat 1%nat)).
  set (v := fun j => if Nat.eq_dec j 1 then t else w (pred j)).
  assert (Vt : v 1%nat = t) by reflexivity.
  assert (Vw : forall j, (1 <= j <= d)%nat -> v (S j) = w j)
    by (intros j Hj; unfold v; destruct (Nat.eq_dec (S j) 1); [lia | reflexivity]).
  assert (P : 0 < form (S d) M v)
    by (apply Pos; exists (S i); rewrite Vw by exact Hi; split; [lia | exact Hw]).
  rewrite form_first, Vt, (form_ext d _ (fun i => v (S i)) w Vw) in P by (assumption || lra).
  rewrite (sum_ext d _ (fun i => M 1%nat (S i) * w i)) in P by (intros; now rewrite Vw).
  unfold t in P; rewrite Rplus_opp_l in P; simpl in P; lra.
Qed.

(** The product of the pivots is positive. *)
Lemma det_pos D M : symmetric D M -> positive_definite D M -> 0 < det D M.
Proof.
  revert M; induction D as [| d IH]; intros M Sym Pos; simpl; [lra |].
  apply Rmult_lt_0_compat; [apply (corner_pos (S d)); [exact Pos | lia] |].
  apply IH; [now apply last_symmetric | now apply last_definite].
Qed.

(** The two eliminations commute. *)
Lemma eliminations_commute m M i j :
  M 1%nat 1%nat <> 0 -> M (S m) (S m) <> 0 ->
  without_last (S m) M 1%nat 1%nat <> 0 -> without_first M m m <> 0 ->
  without_first (without_last (S m) M) i j = without_last m (without_first M) i j.
Proof.
  unfold without_first, without_last; intros H1 Hn P Q.
  assert (E : M 1%nat 1%nat * M (S m) (S m) - M 1%nat (S m) * M (S m) 1%nat <> 0).
  { intros E; apply P; apply Rmult_eq_reg_r with (M (S m) (S m)); [| exact Hn].
    rewrite Rmult_0_l, <- E; field; exact Hn. }
  field; repeat split; try assumption; intros E'; apply E; rewrite <- E'; ring.
Qed.

(** Eliminating the first index first gives the same product. *)
Theorem det_either D M : symmetric D M -> positive_definite D M -> det_first D M = det D M.
Proof.
  enough (H : forall m, (m <= D)%nat -> forall M, symmetric m M -> positive_definite m M ->
    det_first m M = det m M) by (apply H; lia).
  clear M; induction D as [| D IH]; intros m Hm M Sym Pos.
  - replace m with 0%nat by lia; reflexivity.
  - destruct m as [| [| m]]; [reflexivity | simpl; reflexivity |].
    pose proof (last_symmetric _ M Sym) as SL; pose proof (last_definite _ M Sym Pos) as PL.
    pose proof (first_symmetric _ M Sym) as SF; pose proof (first_definite _ M Sym Pos) as PF.
    pose proof (corner_pos _ M 1 Pos ltac:(lia)) as H1.
    pose proof (corner_pos _ M (S (S m)) Pos ltac:(lia)) as Hn.
    pose proof (corner_pos _ _ 1 PL ltac:(lia)) as HL.
    pose proof (corner_pos _ _ (S m) PF ltac:(lia)) as HF.
    change (det_first (S (S m)) M) with (M 1%nat 1%nat * det_first (S m) (without_first M)).
    change (det (S (S m)) M)
      with (M (S (S m)) (S (S m)) * det (S m) (without_last (S (S m)) M)).
    rewrite (IH (S m) ltac:(lia) _ SF PF), <- (IH (S m) ltac:(lia) _ SL PL).
    simpl det; simpl det_first.
    rewrite (det_first_ext m _ (without_last (S m) (without_first M)))
      by (intros; apply eliminations_commute; lra).
    rewrite (IH m) by (lia || (now apply last_symmetric) || (now apply last_definite)).
    unfold without_first at 1, without_last at 2; field; lra.
Qed.
