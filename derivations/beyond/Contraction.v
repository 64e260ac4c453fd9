(* Banach's fixed point theorem for families of K x D numbers.

   A map that sends a box around c into the box and halves all distances there (greatest
   difference of an entry) has exactly one fixed point in the box.  Why: its iterates
   from c come closer to each other by half at every step, so that every entry has a
   limit; that limit is a fixed point, and two fixed points would have to be at half
   their own distance.  Classical (Banach, 1922); the factor one half is all that is
   needed here. *)

From Coq Require Import Reals Lra Lia Arith.
From Hardlimit Require Import Vanishing.

Local Open Scope R_scope.

Section Contraction.

Variables (K D : nat).

(** No entry of nu differs from that of mu by more than d. *)
Definition within (d : R) (nu mu : nat -> nat -> R) : Prop :=
  forall k e, (1 <= k <= K)%nat -> (1 <= e <= D)%nat -> Rabs (nu k e - mu k e) <= d.

(** The distance is symmetric. *)
Lemma within_sym d nu mu : within d nu mu -> within d mu nu.
Proof. intros H k e Hk He; rewrite Rabs_minus_sym; now apply H. Qed.

(** The triangle inequality. *)
Lemma within_trans a b nu mu la : within a nu mu -> within b mu la -> within (a + b) nu la.
Proof.
  intros H G k e Hk He; specialize (H k e Hk He); specialize (G k e Hk He).
  replace (nu k e - la k e) with ((nu k e - mu k e) + (mu k e - la k e)) by ring.
  eapply Rle_trans; [apply Rabs_triang | lra].
Qed.

(** A larger bound is a weaker one. *)
Lemma within_le a b nu mu : a <= b -> within a nu mu -> within b nu mu.
Proof. intros L H k e Hk He; specialize (H k e Hk He); lra. Qed.

(** A value for every index gives a family. *)
Lemma choose n (P : nat -> R -> Prop) :
  (forall i, (1 <= i <= n)%nat -> exists v, P i v) ->
  exists f, forall i, (1 <= i <= n)%nat -> P i (f i).
Proof.
  induction n as [| n IH]; intros H; [exists (fun _ => 0); intros; lia |].
  destruct IH as [f Hf]; [intros; apply H; lia |].
  destruct (H (S n)) as [v Hv]; [lia |].
  exists (put1 f (S n) v); intros i Hi; unfold put1.
  destruct (Nat.eq_dec i (S n)) as [-> | N]; [exact Hv | apply Hf; lia].
Qed.

(** The same for two indices. *)
Lemma choose2 n m (P : nat -> nat -> R -> Prop) :
  (forall i j, (1 <= i <= n)%nat -> (1 <= j <= m)%nat -> exists v, P i j v) ->
  exists f, forall i j, (1 <= i <= n)%nat -> (1 <= j <= m)%nat -> P i j (f i j).
Proof.
  induction n as [| n IH]; intros H; [exists (fun _ _ => 0); intros; lia |].
  destruct IH as [f Hf]; [intros; apply H; lia |].
  destruct (choose m (P (S n))) as [g Hg]; [intros; apply H; lia |].
  exists (fun i => if Nat.eq_dec i (S n) then g else f i); intros i j Hi Hj.
  destruct (Nat.eq_dec i (S n)) as [-> | N]; [now apply Hg | apply Hf; lia].
Qed.

(** d / 2^t becomes smaller than any positive number. *)
Lemma halves_vanish d eps : 0 < eps -> exists T, forall t, (T <= t)%nat -> d * (/ 2) ^ t < eps.
Proof.
  intros He; destruct (pow_lt_1_zero (/ 2)) with (y := eps / (Rabs d + 1)) as [T H].
  - rewrite Rabs_pos_eq; lra.
  - apply pos_div; [exact He | pose proof (Rabs_pos d); lra].
  - exists T; intros t Ht; specialize (H t Ht).
    pose proof (Rabs_pos d); pose proof (Rle_abs d).
    assert (P : 0 < (/ 2) ^ t) by (apply pow_lt; lra).
    rewrite Rabs_pos_eq in H by lra.
    apply Rle_lt_trans with ((Rabs d + 1) * (/ 2) ^ t).
    + apply Rmult_le_compat_r; lra.
    + replace eps with ((Rabs d + 1) * (eps / (Rabs d + 1))) by (field; lra).
      apply Rmult_lt_compat_l; lra.
Qed.

Variables (F : (nat -> nat -> R) -> nat -> nat -> R) (c : nat -> nat -> R) (rho : R).

Hypothesis rho_pos : 0 <= rho.
Hypothesis stays : forall nu, within rho nu c -> within rho (F nu) c.
Hypothesis halves : forall d nu mu, 0 <= d -> within rho nu c -> within rho mu c ->
  within d nu mu -> within (d / 2) (F nu) (F mu).

(** t steps after s steps are t + s steps. *)
Lemma iterate_plus t s nu : Nat.iter (t + s) F nu = Nat.iter t F (Nat.iter s F nu).
Proof. induction t as [| t IH]; [reflexivity | simpl; now rewrite IH]. Qed.

(** The iterates stay in the box. *)
Lemma iterate_stays t nu : within rho nu c -> within rho (Nat.iter t F nu) c.
Proof. intros H; induction t as [| t IH]; [exact H | simpl; now apply stays]. Qed.

(** After t steps two points of the box are at most 2 rho / 2^t apart. *)
Lemma iterate_halves t nu mu :
  within rho nu c -> within rho mu c ->
  within (2 * rho * (/ 2) ^ t) (Nat.iter t F nu) (Nat.iter t F mu).
Proof.
  intros Hn Hm; induction t as [| t IH].
  - apply (within_le (rho + rho)); [simpl; lra |].
    exact (within_trans _ _ _ _ _ Hn (within_sym _ _ _ Hm)).
  - simpl Nat.iter; apply (within_le (2 * rho * (/ 2) ^ t / 2)); [simpl; lra |].
    apply halves; [| now apply iterate_stays | now apply iterate_stays | exact IH].
    apply Rmult_le_pos; [lra | apply pow_le; lra].
Qed.

(** There is a fixed point in the box, and only one. *)
Theorem contraction :
  exists nu, within rho nu c /\ within 0 (F nu) nu
    /\ forall mu, within rho mu c -> within 0 (F mu) mu -> within 0 mu nu.
Proof.
  assert (C : within rho c c)
    by (intros k e _ _; rewrite Rminus_diag_eq, Rabs_R0 by reflexivity; lra).
  set (m := fun t => Nat.iter t F c).
  assert (Near : forall t p, (t <= p)%nat -> within (2 * rho * (/ 2) ^ t) (m p) (m t)).
  { intros t p Hp; unfold m; replace p with (t + (p - t))%nat by lia.
    rewrite iterate_plus; apply iterate_halves; [now apply iterate_stays | exact C]. }
  destruct (choose2 K D (fun k e l => Un_cv (fun t => m t k e) l)) as [nu Lim].
  { intros k e Hk He; destruct (R_complete (fun t => m t k e)) as [l Hl]; [| now exists l].
    intros eps Heps; destruct (halves_vanish (2 * rho) (eps / 2)) as [T HT]; [lra |].
    exists T; intros p q Hp Hq; specialize (HT T (Nat.le_refl T)).
    pose proof (Near T p Hp k e Hk He) as A; pose proof (Near T q Hq k e Hk He) as B.
    rewrite Rabs_minus_sym in B; unfold R_dist.
    replace (m p k e - m q k e) with ((m p k e - m T k e) + (m T k e - m q k e)) by ring.
    eapply Rle_lt_trans; [apply Rabs_triang | lra]. }
  assert (Tail : forall t, within (2 * rho * (/ 2) ^ t) nu (m t)).
  { intros t k e Hk He; apply Rnot_lt_le; intros Lt.
    destruct (Lim k e Hk He (Rabs (nu k e - m t k e) - 2 * rho * (/ 2) ^ t)) as [T HT]; [lra |].
    specialize (HT (T + t)%nat ltac:(lia)); unfold R_dist in HT.
    rewrite Rabs_minus_sym in HT.
    pose proof (Near t (T + t)%nat ltac:(lia) k e Hk He) as A.
    pose proof (Rabs_triang (nu k e - m (T + t)%nat k e) (m (T + t)%nat k e - m t k e)) as B.
    replace (nu k e - m (T + t)%nat k e + (m (T + t)%nat k e - m t k e))
      with (nu k e - m t k e) in B by ring.
    lra. }
  assert (In : within rho nu c).
  { intros k e Hk He; apply le_epsilon; intros eps Heps.
    destruct (halves_vanish (2 * rho) eps Heps) as [T HT]; specialize (HT T (Nat.le_refl T)).
    pose proof (within_trans _ _ _ _ _ (Tail T) (iterate_stays T c C) k e Hk He); lra. }
  assert (Fix : within 0 (F nu) nu).
  { intros k e Hk He; apply le_epsilon; intros eps Heps; rewrite Rplus_0_l.
    destruct (halves_vanish (2 * rho) (eps / 2)) as [T HT]; [lra |].
    pose proof (HT T (Nat.le_refl T)) as H1; pose proof (HT (S T) ltac:(lia)) as H2.
    assert (P : 0 <= 2 * rho * (/ 2) ^ T) by (apply Rmult_le_pos; [lra | apply pow_le; lra]).
    pose proof (halves _ nu (m T) P In (iterate_stays T c C) (Tail T)) as A.
    change (F (m T)) with (m (S T)) in A.
    pose proof (within_trans _ _ _ _ _ A (within_sym _ _ _ (Tail (S T))) k e Hk He); lra. }
  exists nu; split; [exact In | split; [exact Fix |]].
  intros mu Hm Fm k e Hk He; apply le_epsilon; intros eps Heps; rewrite Rplus_0_l.
  destruct (halves_vanish (2 * rho) eps Heps) as [T HT]; specialize (HT T (Nat.le_refl T)).
  enough (B : forall t, within (2 * rho * (/ 2) ^ t) mu nu)
    by (specialize (B T k e Hk He); lra).
  clear T HT k e Hk He eps Heps; induction t as [| t IH].
  - apply (within_le (rho + rho)); [simpl; lra |].
    exact (within_trans _ _ _ _ _ Hm (within_sym _ _ _ In)).
  - apply (within_le (0 + (2 * rho * (/ 2) ^ t / 2 + 0))); [simpl; lra |].
    apply (within_trans _ _ _ (F mu)); [now apply within_sym |].
    apply (within_trans _ _ _ (F nu)); [| exact Fix].
    apply halves; [apply Rmult_le_pos; [lra | apply pow_le; lra] | exact Hm | exact In | exact IH].
Qed.

End Contraction.
