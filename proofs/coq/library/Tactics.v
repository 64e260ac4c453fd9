(* Everything that a derivation loads. *)
From Coq Require Export Reals Lra Lia.
From Hardlimit Require Export Vocabulary Optima Sums Families Maps Signs Logs Limits Vanishing SoftExtremes Equations Citing Analysis Order Finite Instances.
Open Scope R_scope.

(* Closes a side condition: a range or another condition on indices, a hypothesis, a sign. *)
Ltac hl_side_by signs :=
  intros;
  lazymatch goal with
  | |- (_ <= _)%nat => hl_range
  | |- (_ < _)%nat => hl_range
  | |- _ = _ :> nat => hl_range
  | |- _ <> _ :> nat => hl_range
  | |- (_ <= _)%nat /\ _ => hl_range
  | |- _ => first [assumption | signs]
  end.

Ltac hl_side := solve [hl_side_by ltac:(hl_signs)].

(* The same where [u] may write out a name at a time, and [v] writes out all, in the
   hypotheses as well. *)
Ltac hl_side_with u v :=
  solve [hl_side_by ltac:(first [hl_signs | hl_signs_with u | v; hl_signs])].
