(* EM climbs to its fixed point wherever it contracts.

   If one step of EM (fixed positive weights, common width s, only the centres move) sends
   a box into itself and halves distances there, then the fixed point of EM in the box has
   the least softened distortion, that is the greatest likelihood, of all centres in the
   box.

   Why it is true: from any centres in the box the softened distortion never rises along
   EM (Ascent.v), and the iterates tend to the fixed point, where it is continuous.
   FixedPoints.v shows that such boxes exist.  No second derivatives are needed. *)

From Coq Require Import Reals Lra Lia Arith.
From Hardlimit Require Import Vanishing.
From Beyond Require Import Centres Means Trajectories Contraction Optimisers Existence Ascent.

Local Open Scope R_scope.

Section Climbing.

Variables (N K D : nat) (x : nat -> nat -> R) (pi : nat -> R).

Hypothesis N_pos : (1 <= N)%nat.
Hypothesis K_pos : (1 <= K)%nat.
Hypothesis pi_pos : forall k, (1 <= k <= K)%nat -> 0 < pi k.

(** EM stands still where its step does not lower the softened distortion. *)
Lemma stands_still s nu :
  0 < s -> softened N K D x pi s nu <= softened N K D x pi s (em N K D x pi s nu) ->
  within K D 0 (em N K D x pi s nu) nu.
Proof.
  intros Hs H; pose proof (ascent N K D x pi N_pos K_pos pi_pos s Hs nu) as A.
  set (f := fun k => sumr N (fun n => resp K D x pi s nu n k)
                     * dist2 D (nu k) (em N K D x pi s nu k)) in *.
  assert (Mass : forall k, (1 <= k <= K)%nat -> 0 < sumr N (fun n => resp K D x pi s nu n k))
    by (intros k Hk; apply sum_pos; [exact N_pos | intros; now apply resp_pos]).
  assert (P : forall k, (1 <= k <= K)%nat -> 0 <= f k).
  { intros k Hk; apply Rmult_le_pos; [now apply Rlt_le, Mass |].
    apply sum_nonneg; intros; apply pow2_ge_0. }
  assert (Z : sumr K f = 0) by (pose proof (sum_nonneg K f P); lra).
  intros k e Hk He; pose proof (sum_zero_each K f P Z k Hk) as Zk; unfold f in Zk.
  destruct (Rmult_integral _ _ Zk) as [W | W]; [specialize (Mass k Hk); lra |].
  rewrite (dist2_zero D _ _ e W He), Rminus_diag_eq, Rabs_R0 by reflexivity; lra.
Qed.

(** Where EM contracts, its fixed point has the least softened distortion of the box. *)
Theorem climbing mu s r nu la :
  0 < s -> 0 <= r ->
  (forall nu, within K D r nu mu -> within K D r (em N K D x pi s nu) mu) ->
  (forall d nu la, 0 <= d -> within K D r nu mu -> within K D r la mu -> within K D d nu la ->
     within K D (d / 2) (em N K D x pi s nu) (em N K D x pi s la)) ->
  within K D r nu mu -> within K D 0 (em N K D x pi s nu) nu -> within K D r la mu ->
  softened N K D x pi s nu <= softened N K D x pi s la.
Proof.
  intros Hs Hr Stay Half Hn Fix Hl; apply le_epsilon; intros eps He.
  set (F := em N K D x pi s) in *.
  assert (Down : forall t, softened N K D x pi s (Nat.iter t F la) <= softened N K D x pi s la).
  { induction t as [| t IH]; [apply Rle_refl | simpl].
    pose proof (ascent N K D x pi N_pos K_pos pi_pos s Hs (Nat.iter t F la)) as A; fold F in A.
    match type of A with _ + ?g <= _ => assert (0 <= g); [| lra] end.
    apply sum_nonneg; intros k Hk; apply Rmult_le_pos; apply sum_nonneg; intros.
    - now apply Rlt_le, resp_pos.
    - apply pow2_ge_0. }
  assert (Stand : forall t, within K D 0 (Nat.iter t F nu) nu).
  { induction t as [| t IH].
    - intros k e _ _; simpl; rewrite Rminus_diag_eq, Rabs_R0 by reflexivity; lra.
    - simpl; apply (within_le K D (0 / 2 + 0)); [lra |].
      apply (within_trans K D _ _ _ (F nu)); [| exact Fix].
      apply Half; [lra | apply (iterate_stays K D F mu r Stay); exact Hn | exact Hn | exact IH]. }
  pose proof (slack_nonneg N K D x nu) as Sl; pose proof (pos_INR N) as PN.
  set (q := INR N * slack N K D x nu + 1).
  assert (Hq : 0 < q) by (unfold q; pose proof (Rmult_le_pos _ _ PN Sl); lra).
  set (d := Rmin 1 (eps / q)); assert (Hd : 0 < d) by (apply Rmin_pos; [lra | now apply pos_div]).
  destruct (halves_vanish (2 * r) d Hd) as [T HT]; specialize (HT T (Nat.le_refl T)).
  assert (Cl : close K D d (Nat.iter T F la) nu).
  { intros k e Hk Hd'.
    pose proof (iterate_halves K D F mu r Hr Stay Half T la nu Hl Hn) as A.
    pose proof (within_trans K D _ _ _ _ _ A (Stand T) k e Hk Hd'); lra. }
  assert (M : softened N K D x pi s nu
    <= softened N K D x pi s (Nat.iter T F la) + INR N * (d * slack N K D x nu)).
  { apply softened_mono; try assumption; intros n k Hn' Hk.
    pose proof (away_moves N K D x d _ nu n k Cl (Rmin_l _ _) Hn' Hk) as A.
    pose proof (Rle_abs (- (away D x (Nat.iter T F la) n k - away D x nu n k))) as A'.
    rewrite Rabs_Ropp in A'; lra. }
  assert (Q : INR N * (d * slack N K D x nu) <= eps); [| pose proof (Down T); lra].
  replace (INR N * (d * slack N K D x nu)) with (d * (INR N * slack N K D x nu)) by ring.
  apply Rle_trans with (eps / q * q); [| right; field; lra].
  apply Rmult_le_compat; [lra | now apply Rmult_le_pos | apply Rmin_r | unfold q; lra].
Qed.

End Climbing.
