(* Everything that a derivation loads. *)
From Coq Require Export Reals Lra Lia.
From Hardlimit Require Export Vocabulary Optima Sums Families Maps Signs Logs Limits Vanishing Equations Citing Analysis Order Finite Instances.
Open Scope R_scope.

(* Closes a side condition: a range, a hypothesis, a sign. *)
Ltac hl_side := solve [intros; first [hl_range | assumption | hl_signs]].

(* The same where [u] may write out a name at a time, and [v] writes out all, in the
   hypotheses as well. *)
Ltac hl_side_with u v :=
  solve [intros; first [hl_range | assumption | hl_signs | hl_signs_with u | v; hl_signs]].
