(* From what a cited theorem says to what a step claims: the two sides, limits or
   points of a statement are replaced by equal ones; an optimum is compared with
   one point of its domain. *)

From Coq Require Import Reals Lra Arith.
From Hardlimit Require Export Optima Limits.

Local Open Scope R_scope.

Lemma cite_eq l r a b : l = a -> r = b -> a = b -> l = r :> R.
Proof. congruence. Qed.

Lemma cite_le l r a b : l = a -> r = b -> a <= b -> l <= r.
Proof. now intros -> ->. Qed.

Lemma cite_lt l r a b : l = a -> r = b -> a < b -> l < r.
Proof. now intros -> ->. Qed.

Lemma cite_ne l r a b : l = a -> r = b -> a <> b -> l <> r :> R.
Proof. congruence. Qed.

Lemma cite_lim f g l m :
  (forall s, 0 < s -> f s = g s) -> l = m -> tends_to g m -> tends_to f l.
Proof.
  intros E -> H; apply (lim_ext g); [| exact H]; intros; symmetry; auto.
Qed.

Section Points.
Variables (X : Type) (domain : X -> Prop) (apart : X -> X -> Prop) (f : X -> R) (best : X).

Lemma minimises_at :
  minimises domain f best -> forall x, domain x -> f best <= f x.
Proof. now intros [_ H]. Qed.

Lemma maximises_at :
  maximises domain f best -> forall x, domain x -> f x <= f best.
Proof. now intros [_ H]. Qed.

Lemma minimises_uniquely_at :
  minimises_uniquely domain apart f best -> forall x, domain x -> f best <= f x.
Proof. now intros [[_ H] _]. Qed.

Lemma maximises_uniquely_at :
  maximises_uniquely domain apart f best -> forall x, domain x -> f x <= f best.
Proof. now intros [[_ H] _]. Qed.

Lemma minimises_apart :
  minimises_uniquely domain apart f best ->
  forall x, domain x -> apart x best -> f best < f x.
Proof. now intros [_ H]. Qed.

Lemma maximises_apart :
  maximises_uniquely domain apart f best ->
  forall x, domain x -> apart x best -> f x < f best.
Proof. now intros [_ H]. Qed.
End Points.

Lemma apart1_at n (x y : nat -> R) i :
  (1 <= i <= n)%nat -> x i <> y i -> apart1 n x y.
Proof. now exists i. Qed.

Lemma apart2_at n m (x y : nat -> nat -> R) i j :
  (1 <= i <= n)%nat -> (1 <= j <= m)%nat -> x i j <> y i j -> apart2 n m x y.
Proof. now exists i, j. Qed.

Lemma apart3_at n m l (x y : nat -> nat -> nat -> R) i j k :
  (1 <= i <= n)%nat -> (1 <= j <= m)%nat -> (1 <= k <= l)%nat ->
  x i j k <> y i j k -> apart3 n m l x y.
Proof. now exists i, j, k. Qed.
