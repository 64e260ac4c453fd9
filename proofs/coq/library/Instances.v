(* Hypotheses at one concrete instance: small sizes, families given entry by entry.
   [hl_instance] writes sums out, goes through all indices and computes. *)
From Coq Require Import Reals Lra Lia Arith.
From Hardlimit Require Import Vocabulary Optima.
Local Open Scope R_scope.

(* An index in a range of at most six values is one of them. *)
Lemma index_cases : forall i n : nat, (1 <= i <= S n)%nat -> i = S n \/ (1 <= i <= n)%nat.
Proof. intros i n H. lia. Qed.

Lemma no_index : forall i : nat, (1 <= i <= 0)%nat -> False.
Proof. intros i H. lia. Qed.

Ltac hl_each_index :=
  repeat match goal with
  | H : (1 <= ?i <= 0)%nat |- _ => exfalso; exact (no_index i H)
  | H : (1 <= ?i <= S ?n)%nat |- _ =>
      is_var i; apply index_cases in H; destruct H as [H | H]; [subst i |]
  end.

Ltac hl_deltas :=
  repeat match goal with
  | |- context [Nat.eq_dec ?i ?j] => destruct (Nat.eq_dec i j); try (exfalso; lia)
  end.

Ltac hl_decide :=
  repeat match goal with
  | |- context [Rle_dec ?a ?b] => destruct (Rle_dec a b); try (exfalso; lra)
  | |- context [Req_EM_T ?a ?b] => destruct (Req_EM_T a b); try (exfalso; lra)
  end.

Ltac hl_absolute :=
  repeat match goal with
  | |- context [Rabs ?a] => first [rewrite (Rabs_right a) by lra | rewrite (Rabs_left a) by lra]
  end.

Ltac hl_numbers := first [lra | field; repeat split; lra | field_simplify; lra | nra].

Ltac hl_compute :=
  cbv beta iota zeta delta [sumr prodr minr delta ind xlogy put1 put2 put3 Rmin];
  hl_deltas; simpl INR; simpl pow; hl_decide; hl_absolute.

(* A relation between numbers or indices, for all indices in their ranges. *)
Ltac hl_instance :=
  solve
    [ lia
    | intros; hl_each_index; subst;
      first [ lia | exfalso; lia | exfalso; congruence
            | hl_compute; first [hl_numbers | exfalso; match goal with H : _ |- _ =>
                revert H; hl_compute; intros; (lia || lra) end] ] ].
