(* The meaning of the statements: finite sums, products, least values, the
   Kronecker delta, the indicator of equality, x log y, replaced entries, sums
   over maps, and the limit as s falls to 0.

   Indices run from 1 to n.  Entries outside 1..n are never looked at.  Nothing
   is proved here: this file is to be read and judged.  Derivatives are the
   standard [derivable_pt_lim f x l]; integer powers are [x ^ n], roots [sqrt],
   other exponents [Rpower]. *)

From Coq Require Import Reals Arith.

Local Open Scope R_scope.

(* f 1 + ... + f n; the empty sum is 0. *)
Fixpoint sumr (n : nat) (f : nat -> R) : R :=
  match n with
  | O => 0
  | S m => sumr m f + f (S m)
  end.

(* f 1 * ... * f n; the empty product is 1. *)
Fixpoint prodr (n : nat) (f : nat -> R) : R :=
  match n with
  | O => 1
  | S m => prodr m f * f (S m)
  end.

(* The least of f 1, ..., f n; 0 for n = 0, where there is none. *)
Fixpoint minr (n : nat) (f : nat -> R) : R :=
  match n with
  | O => 0
  | S O => f 1%nat
  | S m => Rmin (minr m f) (f (S m))
  end.

(* Kronecker's delta. *)
Definition delta (i j : nat) : R := if Nat.eq_dec i j then 1 else 0.

(* 1 if a = b, else 0. *)
Definition ind (a b : R) : R := if Req_EM_T a b then 1 else 0.

(* q ln u, with the value 0 at q = 0 whatever u is. *)
Definition xlogy (q u : R) : R := if Req_EM_T q 0 then 0 else q * ln u.

(* The positive part of x, max(0, x). *)
Definition pos (x : R) : R := (x + Rabs x) / 2.

(* The larger and the smaller of two numbers. *)
Definition larger (a b : R) : R := (a + b + Rabs (a - b)) / 2.

Definition smaller (a b : R) : R := (a + b - Rabs (a - b)) / 2.

(* 1 if b <= a, where |a - b| is a - b, else 0. *)
Definition reaches (a b : R) : R := ind (Rabs (a - b)) (a - b).

(* 1 for 0 < x, -1 for x < 0, and 0 at 0. *)
Definition sgn (x : R) : R := ind (Rabs x) x - ind (Rabs x) (- x).

(* e^-x, which falls to 0 where x grows beyond all bounds. *)
Definition decay (x : R) : R := exp (- x).

(* The logistic function. *)
Definition logistic (x : R) : R := / (1 + exp (- x)).

(* A family with one entry replaced by v. *)
Definition put1 (f : nat -> R) (i : nat) (v : R) : nat -> R :=
  fun a => if Nat.eq_dec a i then v else f a.

Definition put2 (f : nat -> nat -> R) (i j : nat) (v : R) : nat -> nat -> R :=
  fun a b => if Nat.eq_dec a i then put1 (f a) j v b else f a b.

Definition put3 (f : nat -> nat -> nat -> R) (i j k : nat) (v : R)
  : nat -> nat -> nat -> R :=
  fun a b c => if Nat.eq_dec a i then put2 (f a) j k v b c else f a b c.

(* A map with the value at i replaced by c. *)
Definition putmap (z : nat -> nat) (i c : nat) : nat -> nat :=
  fun a => if Nat.eq_dec a i then c else z a.

(* The sum of F over all maps z of 1..n into 1..k.  The value at n is chosen
   outermost; a map has the value 1 outside 1..n. *)
Fixpoint mapsum (n k : nat) (F : (nat -> nat) -> R) : R :=
  match n with
  | O => F (fun _ => 1%nat)
  | S m => sumr k (fun c => mapsum m k (fun z => F (putmap z (S m) c)))
  end.

(* f s tends to l as s falls to 0. *)
Definition tends_to (f : R -> R) (l : R) : Prop :=
  forall eps, 0 < eps ->
  exists d, 0 < d /\ forall s, 0 < s < d -> Rabs (f s - l) < eps.
