(* What "minimises" and "maximises" mean: globally, over a domain of reals or of families. *)
From Coq Require Import Reals.
Open Scope R_scope.

(* best lies in the domain, and no point of the domain is better. *)
Definition minimises {X : Type} (domain : X -> Prop) (f : X -> R) (best : X) : Prop :=
  domain best /\ forall x : X, domain x -> f best <= f x.

Definition maximises {X : Type} (domain : X -> Prop) (f : X -> R) (best : X) : Prop :=
  domain best /\ forall x : X, domain x -> f x <= f best.

(* Besides, every point of the domain that differs from best is strictly worse. *)
Definition minimises_uniquely {X : Type} (domain : X -> Prop) (apart : X -> X -> Prop)
    (f : X -> R) (best : X) : Prop :=
  minimises domain f best /\ forall x : X, domain x -> apart x best -> f best < f x.

Definition maximises_uniquely {X : Type} (domain : X -> Prop) (apart : X -> X -> Prop)
    (f : X -> R) (best : X) : Prop :=
  maximises domain f best /\ forall x : X, domain x -> apart x best -> f x < f best.

(* Numbers that differ; families that differ at some entry of their ranges. *)
Definition apart0 (x y : R) : Prop := x <> y.

Definition apart1 (n : nat) (x y : nat -> R) : Prop :=
  exists i : nat, (1 <= i <= n)%nat /\ x i <> y i.

Definition apart2 (n m : nat) (x y : nat -> nat -> R) : Prop :=
  exists i j : nat, (1 <= i <= n)%nat /\ (1 <= j <= m)%nat /\ x i j <> y i j.

Definition apart3 (n m l : nat) (x y : nat -> nat -> nat -> R) : Prop :=
  exists i j k : nat,
    (1 <= i <= n)%nat /\ (1 <= j <= m)%nat /\ (1 <= k <= l)%nat /\ x i j k <> y i j k.
