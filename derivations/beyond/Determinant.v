(* The product of the pivots is the determinant.

   [laplace] is the determinant by Laplace's expansion along the last column.  It is
   linear in every row and 0 for two equal rows; so adding a multiple of one row to
   another does not change it, and clearing the last column above the last pivot leaves
   that pivot times the determinant of the Schur complement.  For symmetric positive
   definite matrices, whose pivots are positive, it is therefore the product of the
   pivots, the [det] of Pivots.v.  Textbook linear algebra, here because the covariance
   lemma speaks of determinants. *)

From Coq Require Import Reals Lra Lia Arith.
From Hardlimit Require Import Vanishing.
From Beyond Require Import Pivots.

Local Open Scope R_scope.

(** The a-th of the indices other than i. *)
Definition skip (i a : nat) : nat := if le_lt_dec i a then S a else a.

(** Where the index r comes among the indices other than i. *)
Definition place (i r : nat) : nat := if lt_dec i r then pred r else r.

(** The determinant, expanded along the last column. *)
Fixpoint laplace (n : nat) (M : nat -> nat -> R) : R :=
  match n with
  | O => 1
  | S d => sumr n (fun i => (-1) ^ (i + n) * M i n * laplace d (fun a => M (skip i a)))
  end.

(** The matrix with its r-th row replaced. *)
Definition row (M : nat -> nat -> R) (r : nat) (u : nat -> R) (a : nat) : nat -> R :=
  if Nat.eq_dec a r then u else M a.

(** The index r is found at its place. *)
Lemma skip_place i r : i <> r -> skip i (place i r) = r.
Proof.
  intros N; unfold skip, place; destruct (lt_dec i r); destruct (le_lt_dec _ _); lia.
Qed.

(** Leaving out row i of a matrix with row r replaced. *)
Lemma skip_row M i r u a :
  i <> r -> row M r u (skip i a) = row (fun a => M (skip i a)) (place i r) u a.
Proof.
  intros N; unfold row; destruct (Nat.eq_dec (skip i a) r) as [E | E],
    (Nat.eq_dec a (place i r)) as [F | F]; try reflexivity; exfalso.
  - apply F; rewrite <- E; revert N E; unfold skip, place.
    destruct (le_lt_dec i a); destruct (lt_dec _ _); lia.
  - apply E; rewrite F; now apply skip_place.
Qed.

(** Leaving out the replaced row itself. *)
Lemma skip_row_same M r u a : row M r u (skip r a) = M (skip r a).
Proof.
  unfold row; destruct (Nat.eq_dec (skip r a) r) as [E | E]; [exfalso | reflexivity].
  revert E; unfold skip; destruct (le_lt_dec r a); lia.
Qed.

(** The replaced row. *)
Lemma row_here M r u : row M r u r = u.
Proof. unfold row; destruct (Nat.eq_dec r r); [reflexivity | contradiction]. Qed.

(** The other rows. *)
Lemma row_there M r u a : a <> r -> row M r u a = M a.
Proof. intros N; unfold row; destruct (Nat.eq_dec a r); [contradiction | reflexivity]. Qed.

(** The determinant depends on the entries 1..n only. *)
Lemma laplace_ext n M L :
  (forall i j, (1 <= i <= n)%nat -> (1 <= j <= n)%nat -> M i j = L i j) ->
  laplace n M = laplace n L.
Proof.
  revert M L; induction n as [| d IH]; intros M L H; [reflexivity |].
  apply sum_ext; intros i Hi; rewrite (H i (S d)) by lia; f_equal; apply IH.
  intros a b Ha Hb; apply H; [| lia]; unfold skip; destruct (le_lt_dec i a); lia.
Qed.

(** The expansion, written out. *)
Lemma laplace_S d M :
  laplace (S d) M
  = sumr (S d) (fun i => (-1) ^ (i + S d) * M i (S d) * laplace d (fun a => M (skip i a))).
Proof. reflexivity. Qed.

(** It is linear in every row. *)
Lemma laplace_linear n M r u v c :
  (1 <= r <= n)%nat ->
  laplace n (row M r (fun b => u b + c * v b))
  = laplace n (row M r u) + c * laplace n (row M r v).
Proof.
  revert M r; induction n as [| d IH]; intros M r Hr; [lia |].
  rewrite !laplace_S, <- sum_scal_l, <- sum_plus; apply sum_ext; intros i Hi.
  destruct (Nat.eq_dec i r) as [-> | N].
  - rewrite !row_here.
    assert (E : forall w, laplace d (fun a => row M r w (skip r a))
      = laplace d (fun a => M (skip r a)))
      by (intros w; apply laplace_ext; intros; now rewrite skip_row_same).
    rewrite !E; ring.
  - rewrite !row_there by exact N.
    assert (E : forall w, laplace d (fun a => row M r w (skip i a))
      = laplace d (row (fun a => M (skip i a)) (place i r) w))
      by (intros w; apply laplace_ext; intros; now rewrite skip_row).
    rewrite !E, IH; [ring |].
    unfold place; destruct (lt_dec i r); lia.
Qed.

(** It is 0 if two neighbouring rows are equal. *)
Lemma laplace_neighbours n M r :
  (1 <= r)%nat -> (S r <= n)%nat ->
  (forall b, (1 <= b <= n)%nat -> M r b = M (S r) b) -> laplace n M = 0.
Proof.
  revert M r; induction n as [| d IH]; intros M r H1 Hn E; [lia |].
  rewrite laplace_S.
  set (f := fun i => (-1) ^ (i + S d) * M i (S d) * laplace d (fun a => M (skip i a))).
  assert (Z : forall i, (1 <= i <= S d)%nat -> i <> r -> i <> S r -> f i = 0).
  { intros i Hi N1 N2; unfold f.
    assert (P : place i (S r) = S (place i r))
      by (unfold place; destruct (lt_dec i r), (lt_dec i (S r)); lia).
    rewrite (IH (fun a => M (skip i a)) (place i r)); [ring | | |].
    - unfold place; destruct (lt_dec i r); lia.
    - rewrite <- P; unfold place; destruct (lt_dec i (S r)); lia.
    - intros b Hb; rewrite <- P, !skip_place by assumption; apply E; lia. }
  assert (Two : f r + f (S r) = 0).
  { unfold f; rewrite (E (S d)) by lia.
    rewrite (laplace_ext d (fun a => M (skip r a)) (fun a => M (skip (S r) a))).
    - simpl; ring.
    - intros a b Ha Hb; unfold skip.
      destruct (le_lt_dec r a), (le_lt_dec (S r) a); try lia; try reflexivity.
      replace a with r by lia; symmetry; apply E; lia. }
  rewrite (sum_ext (S d) f (fun i => delta i r * f i + delta i (S r) * f i)).
  - rewrite sum_plus, !sum_delta_l by lia; exact Two.
  - intros i Hi; destruct (Nat.eq_dec i r) as [-> | N1].
    + rewrite delta_same, delta_neq by lia; ring.
    + destruct (Nat.eq_dec i (S r)) as [-> | N2].
      * rewrite delta_same, delta_neq by lia; ring.
      * rewrite Z, !delta_neq by assumption; ring.
Qed.

(** It changes sign when two neighbouring rows are exchanged. *)
Lemma laplace_swap n M r u v :
  (1 <= r)%nat -> (S r <= n)%nat ->
  laplace n (row (row M r u) (S r) v) = - laplace n (row (row M r v) (S r) u).
Proof.
  intros H1 Hn.
  assert (Zero : forall w, laplace n (row (row M r w) (S r) w) = 0).
  { intros w; apply (laplace_neighbours n _ r H1 Hn); intros b _.
    rewrite row_here, row_there, row_here by lia; reflexivity. }
  assert (Turn : forall y z, laplace n (row (row M r y) (S r) z)
    = laplace n (row (row M (S r) z) r y)).
  { intros y z; apply laplace_ext; intros i j _ _; unfold row.
    destruct (Nat.eq_dec i (S r)), (Nat.eq_dec i r); try lia; reflexivity. }
  assert (Sum : laplace n (row (row M r (fun b => u b + 1 * v b)) (S r)
    (fun b => u b + 1 * v b)) = 0) by apply Zero.
  rewrite laplace_linear, !(Turn (fun b => u b + 1 * v b)), !laplace_linear, <- !Turn, !Zero
    in Sum by lia.
  lra.
Qed.

(** It is 0 if any two rows are equal. *)
Lemma laplace_equal n M r s :
  (1 <= r)%nat -> (r < s <= n)%nat ->
  (forall b, (1 <= b <= n)%nat -> M r b = M s b) -> laplace n M = 0.
Proof.
  intros H1; remember (s - S r)%nat as k eqn:Ek; revert M s Ek.
  induction k as [| k IH]; intros M s Ek Hs E.
  - apply (laplace_neighbours n M r); [lia | lia |].
    replace (S r) with s by lia; exact E.
  - destruct s as [| s]; [lia |].
    rewrite (laplace_ext n M (row (row M s (M s)) (S s) (M (S s)))).
    + rewrite laplace_swap, (IH _ s); [ring | lia | lia | | lia | lia].
      intros b Hb; rewrite (row_there _ (S s) _ s), row_here by lia.
      rewrite !row_there by lia; now apply E.
    + intros i j _ _; unfold row.
      destruct (Nat.eq_dec i (S s)) as [-> | N1]; [reflexivity |].
      destruct (Nat.eq_dec i s) as [-> | N2]; reflexivity.
Qed.

(** Adding a multiple of the last row to another one does not change it. *)
Lemma laplace_add n M i c :
  (1 <= i < n)%nat -> laplace n (row M i (fun b => M i b + c * M n b)) = laplace n M.
Proof.
  intros Hi; rewrite laplace_linear by lia.
  rewrite (laplace_equal n (row M i (M n)) i n); [| lia | lia |].
  - rewrite (laplace_ext n (row M i (M i)) M); [ring |].
    intros a b _ _; unfold row; destruct (Nat.eq_dec a i) as [-> | N]; reflexivity.
  - intros b _; now rewrite row_here, row_there by lia.
Qed.

(** One elimination: the last pivot times the determinant of the Schur complement. *)
Lemma laplace_step d M :
  M (S d) (S d) <> 0 ->
  laplace (S d) M = M (S d) (S d) * laplace d (without_last (S d) M).
Proof.
  intros H; set (n := S d) in *.
  set (cleared := fun k a => if le_dec a k then without_last n M a else M a).
  assert (Same : forall k, (k <= d)%nat -> laplace n (cleared k) = laplace n M).
  { induction k as [| k IH]; intros Hk.
    - apply laplace_ext; intros a b Ha _; unfold cleared.
      destruct (le_dec a 0); [lia | reflexivity].
    - rewrite <- IH by lia; rewrite <- (laplace_add n (cleared k) (S k) (- (M (S k) n / M n n)))
        by (unfold n; lia).
      apply laplace_ext; intros a b _ _; unfold row, cleared.
      destruct (Nat.eq_dec a (S k)) as [-> | N].
      + destruct (le_dec (S k) (S k)), (le_dec (S k) k), (le_dec n k); unfold n in *; try lia.
        unfold without_last; field; exact H.
      + destruct (le_dec a (S k)), (le_dec a k); try lia; reflexivity. }
  rewrite <- (Same d (Nat.le_refl d)); unfold n at 1; rewrite laplace_S, sum_S; fold n.
  rewrite (sum_ext d _ (fun _ => 0)), sum_zero.
  - rewrite (laplace_ext d (fun a => cleared d (skip n a)) (without_last n M)).
    + replace (n + n)%nat with (2 * n)%nat by lia; rewrite pow_1_even.
      unfold cleared; destruct (le_dec n d); [unfold n in *; lia | ring].
    + intros a b Ha _; unfold cleared, skip, n in *.
      destruct (le_lt_dec (S d) a); [lia |]; destruct (le_dec a d); [reflexivity | lia].
  - intros i Hi; unfold cleared at 1; destruct (le_dec i d); [| lia].
    replace (without_last n M i n) with 0; [ring |].
    unfold without_last; field; exact H.
Qed.

(** For symmetric positive definite matrices it is the product of the pivots. *)
Theorem determinant D M : symmetric D M -> positive_definite D M -> laplace D M = det D M.
Proof.
  revert M; induction D as [| d IH]; intros M Sym Pos; [reflexivity |].
  pose proof (corner_pos _ M (S d) Pos ltac:(lia)) as Ha.
  rewrite laplace_step by lra; simpl det; f_equal.
  apply IH; [now apply last_symmetric | now apply last_definite].
Qed.
