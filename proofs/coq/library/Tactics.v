(* Everything that a derivation loads. *)
From Coq Require Export Reals Lra Lia.
From Hardlimit Require Export Vocabulary Optima Sums Families Maps.
Open Scope R_scope.
