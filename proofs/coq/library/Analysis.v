(* A function's value and derivative at a point, kept together, with one rule for
   each operation; linear equations with one root; limits of exp (- c / s ^ p)
   and of powers times logarithms in the form in which derivations meet them. *)

From Coq Require Import Reals Lra Lia Arith.
From Coq Require Import FunctionalExtensionality.
From Hardlimit Require Export Vanishing GammaFunction.

Local Open Scope R_scope.

(** At x the function f has the value y and the derivative l. *)
Definition slope (f : R -> R) (x y l : R) : Prop := f x = y /\ derivable_pt_lim f x l.

Lemma slope_derivative f x y l g : slope f x y l -> l = g -> derivable_pt_lim f x g.
Proof. now intros [_ H] <-. Qed.

Lemma slope_const c x : slope (fun _ => c) x c 0.
Proof. split; [reflexivity | apply derivable_pt_lim_const]. Qed.

Lemma slope_id x : slope (fun v => v) x x 1.
Proof. split; [reflexivity | apply derivable_pt_lim_id]. Qed.

Lemma slope_ext f g x y l : (forall v, f v = g v) -> slope f x y l -> slope g x y l.
Proof. intros E; now replace g with f by (extensionality v; apply E). Qed.

Lemma slope_same f g x y z l :
  (forall v, f v = g v) -> y = z -> slope f x y l -> slope g x z l.
Proof. intros E <- H; exact (slope_ext _ _ _ _ _ E H). Qed.

(** Entries of a family of which one entry moves *)

Lemma slope_put1 f i a : slope (fun v => put1 f i v a) (f i) (f a) (delta a i).
Proof.
  unfold put1, delta; destruct (Nat.eq_dec a i) as [-> |].
  - apply slope_id.
  - apply slope_const.
Qed.

Lemma slope_put2 f i j a b :
  slope (fun v => put2 f i j v a b) (f i j) (f a b) (delta a i * delta b j).
Proof.
  unfold put2, delta; destruct (Nat.eq_dec a i) as [-> |].
  - replace (1 * if Nat.eq_dec b j then 1 else 0) with (delta b j) by (unfold delta; ring).
    apply (slope_put1 (f i)).
  - replace (0 * if Nat.eq_dec b j then 1 else 0) with 0 by ring; apply slope_const.
Qed.

Lemma slope_put3 f i j k a b c :
  slope (fun v => put3 f i j k v a b c) (f i j k) (f a b c)
        (delta a i * delta b j * delta c k).
Proof.
  unfold put3; destruct (Nat.eq_dec a i) as [-> | Hn].
  - replace (delta i i * delta b j * delta c k) with (delta b j * delta c k)
      by (rewrite delta_same; ring).
    apply (slope_put2 (f i)).
  - rewrite delta_neq, !Rmult_0_l by exact Hn; apply slope_const.
Qed.

(** Operations *)

Section Operations.
Variables (f g : R -> R) (x y z l m : R).
Hypothesis (Hf : slope f x y l).

Lemma slope_opp : slope (fun v => - f v) x (- y) (- l).
Proof. destruct Hf as [<- D]; split; [reflexivity | now apply derivable_pt_lim_opp]. Qed.

Lemma slope_scal_l c : slope (fun v => c * f v) x (c * y) (c * l).
Proof. destruct Hf as [<- D]; split; [reflexivity | now apply derivable_pt_lim_scal]. Qed.

Lemma slope_scal_r c : slope (fun v => f v * c) x (y * c) (l * c).
Proof.
  destruct Hf as [<- D]; split; [reflexivity |].
  rewrite (Rmult_comm l); replace (fun v => f v * c) with (mult_real_fct c f)
    by (extensionality v; unfold mult_real_fct; ring).
  now apply derivable_pt_lim_scal.
Qed.

Lemma slope_over_const c : slope (fun v => f v / c) x (y / c) (l / c).
Proof. exact (slope_scal_r (/ c)). Qed.

(** [h] after [f], where [h] has the derivative [d] at the value. *)
Lemma slope_after h d : derivable_pt_lim h y d -> slope (fun v => h (f v)) x (h y) (d * l).
Proof.
  destruct Hf as [<- D]; split; [reflexivity |].
  now apply (derivable_pt_lim_comp f h).
Qed.

Lemma slope_exp : slope (fun v => exp (f v)) x (exp y) (exp y * l).
Proof. apply slope_after, derivable_pt_lim_exp. Qed.

Lemma slope_ln : 0 < y -> slope (fun v => ln (f v)) x (ln y) (l / y).
Proof.
  intros; unfold Rdiv; rewrite Rmult_comm; now apply slope_after, derivable_pt_lim_ln.
Qed.

Lemma slope_Gamma : 0 < y -> slope (fun v => Gamma (f v)) x (Gamma y) (Gamma y * digamma y * l).
Proof. intros; now apply slope_after, Gamma_derivative. Qed.

Lemma slope_power_of b :
  slope (fun v => Rpower b (f v)) x (Rpower b y) (Rpower b y * ln b * l).
Proof.
  apply slope_after; unfold Rpower.
  replace (exp (y * ln b) * ln b) with (exp (y * ln b) * (1 * ln b)) by ring.
  apply (derivable_pt_lim_comp (fun v => v * ln b) exp); [| apply derivable_pt_lim_exp].
  replace (fun v => v * ln b) with (mult_real_fct (ln b) id)
    by (extensionality v; unfold mult_real_fct, id; ring).
  replace (1 * ln b) with (ln b * 1) by ring; apply derivable_pt_lim_scal, derivable_pt_lim_id.
Qed.

Lemma slope_sqrt : 0 < y -> slope (fun v => sqrt (f v)) x (sqrt y) (l / (2 * sqrt y)).
Proof.
  intros; unfold Rdiv; rewrite Rmult_comm; now apply slope_after, derivable_pt_lim_sqrt.
Qed.

Lemma slope_square : slope (fun v => f v ^ 2) x (y ^ 2) (2 * y * l).
Proof.
  apply (slope_after (fun v => v ^ 2)).
  replace (2 * y) with (INR 2 * y ^ pred 2) by (simpl; ring); apply derivable_pt_lim_pow.
Qed.

Lemma slope_pow n c : c = INR (S n) -> slope (fun v => f v ^ S n) x (y ^ S n) (c * y ^ n * l).
Proof. intros ->; apply (slope_after (fun v => v ^ S n)), (derivable_pt_lim_pow y (S n)). Qed.

Lemma slope_pow_nat n :
  y <> 0 -> slope (fun v => f v ^ n) x (y ^ n) (INR n * y ^ n / y * l).
Proof.
  intros; apply (slope_after (fun v => v ^ n)); destruct n as [| n].
  - simpl; replace (0 * 1 / y) with 0 by (field; assumption); apply derivable_pt_lim_const.
  - replace (INR (S n) * y ^ S n / y) with (INR (S n) * y ^ pred (S n))
      by (change (y ^ S n) with (y * y ^ n); simpl pred; field; assumption).
    apply derivable_pt_lim_pow.
Qed.

Lemma slope_Rpower a :
  0 < y -> slope (fun v => Rpower (f v) a) x (Rpower y a) (a * Rpower y a / y * l).
Proof.
  intros Hy; apply (slope_after (fun v => Rpower v a)).
  replace (a * Rpower y a / y) with (a * Rpower y (a - 1)).
  - now apply derivable_pt_lim_power.
  - unfold Rminus, Rdiv; rewrite Rpower_plus, Rpower_Ropp, Rpower_1 by exact Hy; ring.
Qed.

Lemma slope_xlogy q :
  (q <> 0 -> 0 < y) -> slope (fun v => xlogy q (f v)) x (xlogy q y) (q * l / y).
Proof.
  intros Hy; destruct (Req_EM_T q 0) as [-> | Hq].
  - rewrite xlogy_zero; replace (0 * l / y) with 0 by (unfold Rdiv; ring).
    apply (slope_ext (fun _ => 0)); [intros; symmetry; apply xlogy_zero | apply slope_const].
  - rewrite xlogy_nonzero by exact Hq; replace (q * l / y) with (q * (/ y * l)) by
      (unfold Rdiv; ring).
    apply (slope_ext (fun v => q * ln (f v))); [intros; now rewrite xlogy_nonzero |].
    destruct Hf as [<- D]; split; [reflexivity |].
    apply (derivable_pt_lim_scal (fun v => ln (f v))).
    now apply (derivable_pt_lim_comp f ln); [| apply derivable_pt_lim_ln; auto].
Qed.

Hypothesis (Hg : slope g x z m).

Lemma slope_plus : slope (fun v => f v + g v) x (y + z) (l + m).
Proof.
  destruct Hf as [<- D], Hg as [<- E]; split; [reflexivity | now apply derivable_pt_lim_plus].
Qed.

Lemma slope_minus : slope (fun v => f v - g v) x (y - z) (l - m).
Proof.
  destruct Hf as [<- D], Hg as [<- E]; split; [reflexivity | now apply derivable_pt_lim_minus].
Qed.

Lemma slope_times : slope (fun v => f v * g v) x (y * z) (l * z + y * m).
Proof.
  destruct Hf as [<- D], Hg as [<- E]; split; [reflexivity |].
  now apply (derivable_pt_lim_mult f g).
Qed.

Lemma slope_over :
  z <> 0 -> slope (fun v => f v / g v) x (y / z) ((l * z - y * m) / z ^ 2).
Proof.
  intros Hz; destruct Hf as [<- D], Hg as [<- E]; split; [reflexivity |].
  replace ((l * g x - f x * m) / g x ^ 2) with ((l * g x - m * f x) / Rsqr (g x))
    by (unfold Rsqr; field; exact Hz).
  now apply (derivable_pt_lim_div f g).
Qed.
End Operations.

(** A finite sum is differentiated under the sum sign. *)
Lemma slope_sum n f x y l :
  (forall i, (1 <= i <= n)%nat -> slope (fun v => f v i) x (y i) (l i)) ->
  slope (fun v => sumr n (fun i => f v i)) x (sumr n y) (sumr n l).
Proof.
  induction n as [| n IH]; simpl; intros H; [apply slope_const |].
  apply (slope_plus (fun v => sumr n (fun i => f v i)) (fun v => f v (S n)));
    [apply IH; intros; apply H | apply H]; lia.
Qed.

(** A finite product: one factor at a time is differentiated, all others stay. *)
Lemma slope_eq f x y l m : slope f x y l -> l = m -> slope f x y m.
Proof. now intros H <-. Qed.

Lemma slope_prod n f x y l :
  (forall i, (1 <= i <= n)%nat -> slope (fun v => f v i) x (y i) (l i)) ->
  slope (fun v => prodr n (fun i => f v i)) x (prodr n y)
    (sumr n (fun m => l m * prodr n (fun i => delta i m + y i * (1 - delta i m)))).
Proof.
  induction n as [| n IH]; intros H; [exact (slope_const 1 x) |].
  refine (slope_eq _ _ _ _ _ (slope_times (fun v => prodr n (fun i => f v i))
    (fun v => f v (S n)) x (prodr n y) (y (S n)) _ (l (S n)) (IH _) (H (S n) _)) _);
    [intros; apply H; lia | lia |].
  rewrite sum_S, !prod_S, delta_same, <- sum_scal_r; f_equal.
  - apply sum_ext; intros m Hm; rewrite prod_S, delta_neq by lia; ring.
  - rewrite (prod_ext n (fun i => delta i (S n) + y i * (1 - delta i (S n))) y); [ring |].
    intros i Hi; rewrite delta_neq by lia; ring.
Qed.

(** The same where no factor is 0. *)
Lemma slope_prod_over n f x y l :
  (forall i, (1 <= i <= n)%nat -> slope (fun v => f v i) x (y i) (l i)) ->
  (forall i, (1 <= i <= n)%nat -> y i <> 0) ->
  slope (fun v => prodr n (fun i => f v i)) x (prodr n y)
    (prodr n y * sumr n (fun m => l m / y m)).
Proof.
  induction n as [| n IH]; intros H N.
  - refine (slope_eq _ _ _ _ _ (slope_const 1 x) _); simpl; ring.
  - refine (slope_eq _ _ _ _ _ (slope_times (fun v => prodr n (fun i => f v i))
      (fun v => f v (S n)) x (prodr n y) (y (S n)) _ (l (S n)) (IH _ _) (H (S n) _)) _);
      [intros; apply H; lia | intros; apply N; lia | lia |].
    rewrite sum_S, prod_S; field; apply N; lia.
Qed.

(** A function c (s - x), c not 0, vanishes at x = s only. *)
Lemma linear_root c f x s : f = c * (s - x) -> c <> 0 -> (f = 0 <-> x = s).
Proof.
  intros -> Hc; split; [| intros ->; ring].
  intros E; apply Rmult_integral in E; destruct E; [contradiction | lra].
Qed.

(** Limits *)

Lemma lim_const_eq c l : l = c -> tends_to (fun _ => c) l.
Proof. intros ->; apply lim_const. Qed.

Lemma lim_over_const c f l : tends_to f l -> tends_to (fun s => f s / c) (l / c).
Proof. intros; apply lim_mult; [assumption | apply lim_const]. Qed.

(** The exponent is - k (a - b) / s^p with k > 0; [d s] is [s^p] as it may be written. *)
Section Exponentials.
Variables (f d : R -> R) (k c a b : R) (p : nat).
Hypothesis (Hf : forall s, 0 < s -> f s = - (k * c / d s)).
Hypothesis (Hd : forall s, d s = s ^ p).
Hypothesis (Hp : (1 <= p)%nat).
Hypothesis (Hk : 0 < k).
Hypothesis (Hc : c = a - b).

Lemma lim_exp_falls : b < a -> tends_to (fun s => exp (f s)) 0.
Proof.
  intros H; apply (lim_ext (fun s => exp (- (k * c) / s ^ p))).
  - intros s Hs; rewrite Hf, Hd by exact Hs; f_equal; unfold Rdiv; ring.
  - apply lim_exp_inv; [rewrite Hc; apply Rmult_lt_0_compat; lra | exact Hp].
Qed.

Lemma lim_exp_tie : b <= a -> tends_to (fun s => exp (f s)) (ind a b).
Proof.
  intros H; apply (lim_ext (fun s => exp (- (k * c) / s ^ p))).
  - intros s Hs; rewrite Hf, Hd by exact Hs; f_equal; unfold Rdiv; ring.
  - replace (ind a b) with (ind (k * c) 0).
    + apply lim_exp_ind; [rewrite Hc; apply Rmult_le_pos; lra | exact Hp].
    + apply ind_iff; rewrite Hc; split; intros E; [| subst; ring].
      apply Rmult_integral in E; destruct E; lra.
Qed.
End Exponentials.

(** Every positive power of s falls to 0, also times a logarithm of powers. *)
Lemma lim_Rpower_0 a : 0 < a -> tends_to (fun s => Rpower s a) 0.
Proof.
  intros Ha eps He; exists (Rpower eps (/ a)); split; [apply pos_Rpower |]; intros s Hs.
  rewrite Rminus_0_r, Rabs_pos_eq by (apply Rlt_le, pos_Rpower).
  replace eps with (Rpower (Rpower eps (/ a)) a)
    by (rewrite Rpower_mult, Rinv_l, Rpower_1 by lra; reflexivity).
  apply exp_increasing, Rmult_lt_compat_l; [exact Ha |]; apply ln_increasing; lra.
Qed.

Lemma lim_Rpower_ln a c q :
  0 < a -> tends_to (fun s => Rpower s a * (c + q * ln s)) 0.
Proof.
  intros Ha; apply (lim_ext (fun s => c * Rpower s a + q / a * (Rpower s a * ln (Rpower s a)))).
  - intros s Hs; rewrite ln_Rpower'; field; lra.
  - replace 0 with (c * 0 + q / a * 0) by ring; apply lim_plus; apply lim_scal.
    + now apply lim_Rpower_0.
    + apply (lim_compose (fun s => s * ln s)); [| now apply lim_Rpower_0 | apply lim_id_ln].
      intros; apply pos_Rpower.
Qed.

(** The same for f s = ln (C s^q), and for the ways to write a power of s. *)
Section Powers.
Variables (f : R -> R) (c q : R).
Hypothesis (Hf : forall s, 0 < s -> f s = c + q * ln s).

Lemma lim_power_log g a :
  (forall s, 0 < s -> g s = Rpower s a) -> 0 < a -> tends_to (fun s => g s * f s) 0.
Proof.
  intros Hg Ha; apply (lim_ext (fun s => Rpower s a * (c + q * ln s))).
  - intros s Hs; now rewrite Hg, Hf.
  - now apply lim_Rpower_ln.
Qed.

Lemma lim_id_log : tends_to (fun s => s * f s) 0.
Proof. apply (lim_power_log _ 1); [intros; symmetry; now apply Rpower_1 | lra]. Qed.

Lemma lim_pow_log p : (1 <= p)%nat -> tends_to (fun s => s ^ p * f s) 0.
Proof.
  intros; apply (lim_power_log _ (INR p)); [| hl_signs].
  intros; symmetry; now apply Rpower_pow.
Qed.

Lemma lim_sqrt_log : tends_to (fun s => sqrt s * f s) 0.
Proof. apply (lim_power_log _ (/ 2)); [intros; symmetry; now apply Rpower_sqrt | lra]. Qed.

Lemma lim_Rpower_log a : 0 < a -> tends_to (fun s => Rpower s a * f s) 0.
Proof. now apply lim_power_log. Qed.
End Powers.

(** From 1 on the logarithm lies above 2 (t - 1)/(t + 1). *)
Lemma log_above_strict t b : b = 2 * (t - 1) / (t + 1) -> 1 < t -> b < ln t.
Proof.
  intros -> Ht.
  set (f := fun y => ln y - 2 * (y - 1) / (y + 1)).
  set (f' := fun y => (y - 1) ^ 2 / (y * (y + 1) ^ 2)).
  destruct (MVT_cor2 f f' 1 t Ht) as [c [E [Hl Hr]]].
  { intros c Hc; unfold f, f'.
    assert (D : derivable_pt_lim (fun y => 2 * (y - 1) / (y + 1)) c
      ((2 * (1 - 0) * (c + 1) - (1 + 0) * (2 * (c - 1))) / Rsqr (c + 1))).
    { apply (derivable_pt_lim_div (fun y => 2 * (y - 1)) (fun y => y + 1)); [| | lra].
      - apply (derivable_pt_lim_scal (fun y => y - 1) 2).
        apply (derivable_pt_lim_minus id (fun _ => 1));
          [apply derivable_pt_lim_id | apply derivable_pt_lim_const].
      - apply (derivable_pt_lim_plus id (fun _ => 1));
          [apply derivable_pt_lim_id | apply derivable_pt_lim_const]. }
    pose proof (derivable_pt_lim_minus _ _ _ _ _ (derivable_pt_lim_ln c ltac:(lra)) D) as E.
    replace ((c - 1) ^ 2 / (c * (c + 1) ^ 2))
      with (/ c - (2 * (1 - 0) * (c + 1) - (1 + 0) * (2 * (c - 1))) / Rsqr (c + 1))
      by (unfold Rsqr; field; lra).
    exact E. }
  assert (0 < f' c * (t - 1)).
  { apply Rmult_lt_0_compat; [| lra]; unfold f'; apply Rdiv_lt_0_compat.
    - apply pow_lt; lra.
    - apply Rmult_lt_0_compat; [lra | apply pow_lt; lra]. }
  unfold f in E; rewrite ln_1 in E; lra.
Qed.

Lemma log_above t b : b = 2 * (t - 1) / (t + 1) -> 1 <= t -> b <= ln t.
Proof.
  intros E [Ht | <-]; [apply Rlt_le; now apply log_above_strict |].
  rewrite E, ln_1; lra.
Qed.
