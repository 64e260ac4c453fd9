(* Steps by which equations between finite sums are proved: sums taken apart and put
   together, exponentials and roots as powers of one number, logarithms of products,
   and numbers whose product is known not to vanish. *)
From Coq Require Import Reals Lra Lia Arith ZArith QArith Qreals.
From Hardlimit Require Export Logs Laurent.

Local Open Scope R_scope.

(** Sums *)
Lemma sum_add_ n f g a b :
  sumr n f = a -> sumr n g = b -> sumr n (fun i => f i + g i) = a + b.
Proof. intros <- <-; apply sum_plus. Qed.

Lemma sum_mul_ n c f a : sumr n f = a -> sumr n (fun i => c * f i) = c * a.
Proof. intros <-; apply sum_scal_l. Qed.

Lemma sum_n_ n c : sumr n (fun _ => c) = c * INR n.
Proof. rewrite sum_const; ring. Qed.

Lemma sum_r_ n f g c :
  (forall i, (1 <= i <= n)%nat -> f i = g i * c) -> sumr n f = sumr n g * c.
Proof. intros H; rewrite <- sum_scal_r; now apply sum_ext. Qed.

Lemma sum_l_ n f g c :
  (forall i, (1 <= i <= n)%nat -> f i = c * g i) -> sumr n f = c * sumr n g.
Proof. intros H; rewrite <- sum_scal_l; now apply sum_ext. Qed.

Lemma delta_l_ n j f :
  (1 <= j <= n)%nat -> sumr n (fun i => delta i j * f i) = f j.
Proof. apply sum_delta_l. Qed.

Lemma delta_r_ n j f :
  (1 <= j <= n)%nat -> sumr n (fun i => delta j i * f i) = f j.
Proof. apply sum_delta_r. Qed.

Lemma delta_true_ i j : i = j -> delta i j = 1.
Proof. intros ->; apply delta_same. Qed.

(** What holds where i = j holds under the factor delta i j. *)
Lemma delta_with_ i j a b : (i = j -> a = b) -> delta i j * a = delta i j * b.
Proof.
  intros H; destruct (Nat.eq_dec i j) as [E | E]; [now rewrite H |].
  rewrite delta_neq by exact E; ring.
Qed.

(** Exponentials, roots, powers *)
Lemma exp_nonzero_ a : exp a <> 0.
Proof. pose proof (exp_pos a); lra. Qed.

Lemma exp_add_ a b u v : exp a = u -> exp b = v -> exp (a + b) = u * v.
Proof. intros <- <-; apply exp_plus. Qed.

Lemma exp_times_ k a b : b = IZR (Z.of_nat k) * a -> exp b = exp a ^ k.
Proof. intros ->; rewrite exp_pow', INR_IZR_INZ; reflexivity. Qed.

Lemma exp_over_ k a b : b = - (IZR (Z.of_nat k)) * a -> exp b = / exp a ^ k.
Proof.
  intros ->; rewrite exp_pow', INR_IZR_INZ, <- exp_Ropp; f_equal; ring.
Qed.

Lemma exp_log_ k b u : 0 < u -> b = IZR (Z.of_nat k) * ln u -> exp b = u ^ k.
Proof. intros Hu E; rewrite (exp_times_ k (ln u) b E), exp_ln by exact Hu; reflexivity. Qed.

Lemma exp_log_over_ k b u : 0 < u -> b = - (IZR (Z.of_nat k)) * ln u -> exp b = / u ^ k.
Proof. intros Hu E; rewrite (exp_over_ k (ln u) b E), exp_ln by exact Hu; reflexivity. Qed.

Lemma exp_half_log_ u : 0 < u -> exp (1 / 2 * ln u) = sqrt u.
Proof.
  intros Hu; replace (1 / 2 * ln u) with (ln (sqrt u)) by (rewrite ln_sqrt' by exact Hu; lra).
  apply exp_ln; now apply sqrt_lt_R0.
Qed.

Lemma exp_root_ k b u :
  0 < u -> b = IZR (Z.of_nat k) * (1 / 2 * ln u) -> exp b = sqrt u ^ k.
Proof. intros Hu E; rewrite (exp_times_ k _ b E), exp_half_log_ by exact Hu; reflexivity. Qed.

Lemma exp_root_over_ k b u :
  0 < u -> b = - (IZR (Z.of_nat k)) * (1 / 2 * ln u) -> exp b = / sqrt u ^ k.
Proof. intros Hu E; rewrite (exp_over_ k _ b E), exp_half_log_ by exact Hu; reflexivity. Qed.

Lemma sqrt_two_ u : 0 <= u -> u = sqrt u ^ 2.
Proof. intros; symmetry; now apply sqrt_square_pow. Qed.

Lemma number_root_ p :
  0 < IZR p ->
  sqrt (IZR p) * sqrt (IZR p) = Q2R (Qmake p 1) /\ sqrt (IZR p) <> 0.
Proof.
  intros; unfold Q2R; simpl; split.
  - rewrite sqrt_sqrt by lra; field.
  - pose proof (sqrt_lt_R0 (IZR p)); lra.
Qed.

Lemma sqrt_is_ x y : 0 <= y -> x = y * y -> sqrt x = y.
Proof. intros Hy ->; now apply sqrt_square. Qed.

Lemma pow_size_ u n : 0 < u -> u ^ n = exp (INR n * ln u).
Proof. intros; rewrite <- ln_pow' by assumption; symmetry; apply exp_ln; now apply pow_lt. Qed.

Lemma product_exp_ n f :
  (forall i, (1 <= i <= n)%nat -> 0 < f i) ->
  prodr n f = exp (sumr n (fun i => ln (f i))).
Proof. intros H; rewrite <- prod_exp; apply prod_ext; intros; rewrite exp_ln; auto. Qed.

(** Logarithms *)
Lemma ln_mul_ a b u v : 0 < a -> 0 < b -> ln a = u -> ln b = v -> ln (a * b) = u + v.
Proof. intros Ha Hb <- <-; now apply ln_mult. Qed.

Lemma ln_pow_ a n u : 0 < a -> ln a = u -> ln (a ^ n) = IZR (Z.of_nat n) * u.
Proof. intros Ha <-; rewrite ln_pow', INR_IZR_INZ by exact Ha; reflexivity. Qed.

Lemma ln_inv_ a u : 0 < a -> ln a = u -> ln (/ a) = - u.
Proof. intros Ha <-; now apply ln_inv'. Qed.

Lemma ln_sqrt_ a u : 0 < a -> ln a = u -> ln (sqrt a) = 1 / 2 * u.
Proof. intros Ha <-; rewrite ln_sqrt' by exact Ha; lra. Qed.

(** q ln u has a value where q is not 0, and is 0 elsewhere. *)
Lemma xlogy_nonzero_ q u l : (q <> 0 -> ln u = l) -> xlogy q u = q * l.
Proof.
  intros H; rewrite xlogy_total; destruct (Req_dec q 0) as [-> | Hq]; [ring | now rewrite H].
Qed.

Lemma xlogy_pos_ q u l : 0 <= q -> (0 < q -> ln u = l) -> xlogy q u = q * l.
Proof. intros Hq H; apply xlogy_nonzero_; intros; apply H; lra. Qed.

Lemma xlogy_zero_ q u : q = 0 -> xlogy q u = 0.
Proof. intros ->; apply xlogy_zero. Qed.

(** Signs of factors *)
Lemma pos_left_ a b : 0 < a * b -> 0 < b -> 0 < a.
Proof.
  intros H Hb; destruct (Rlt_le_dec 0 a) as [P | P]; [exact P |].
  pose proof (nonpos_mult_l a b P (Rlt_le _ _ Hb)); lra.
Qed.

Lemma pos_right_ a b : 0 < a * b -> 0 < a -> 0 < b.
Proof. rewrite Rmult_comm; apply pos_left_. Qed.

Lemma pos_odd_ a n : 0 < a ^ S (2 * n) -> 0 < a.
Proof.
  intros H; destruct (Rlt_le_dec 0 a) as [P | P]; [exact P |].
  change (0 < a * a ^ (2 * n)) in H.
  pose proof (nonpos_mult_l a _ P (nonneg_pow_even a n)); lra.
Qed.

Lemma pos_inv_ a : 0 < / a -> 0 < a.
Proof. intros H; rewrite <- (Rinv_inv a); now apply Rinv_0_lt_compat. Qed.

Lemma pos_eq_ a b : 0 < a -> a = b -> 0 < b.
Proof. intros H <-; exact H. Qed.

(** Indicators and absolute values *)
Lemma ind_factor_ a b c d : a + - b = c * d -> c <> 0 -> ind a b = ind d 0.
Proof.
  intros E Hc; apply ind_iff; split; intros H.
  - assert (c * d = 0) as P by lra; destruct (Rmult_integral c d P); [contradiction | assumption].
  - rewrite H in E; lra.
Qed.

Lemma ind_same_ a b : a + - b = 0 -> ind a b = 1.
Proof. intros; apply ind_true; lra. Qed.

Lemma ind_apart_ a b c : a + - b = c -> c <> 0 -> ind a b = 0.
Proof. intros; apply ind_false; lra. Qed.

Lemma abs_factor_ a c d : a = c * d -> Rabs a = Rabs c * Rabs d.
Proof. intros ->; apply Rabs_mult. Qed.

Lemma abs_times_ a c d : 0 <= c -> a = c * d -> Rabs a = c * Rabs d.
Proof. intros Hc ->; rewrite Rabs_mult, (Rabs_right c) by lra; reflexivity. Qed.

Lemma abs_over_ a c d : c <> 0 -> a = / c * d -> Rabs a = / Rabs c * Rabs d.
Proof.
  intros Hc ->; rewrite Rabs_mult; f_equal.
  apply (Rmult_eq_reg_l (Rabs c)); [| now apply Rabs_no_R0].
  rewrite <- Rabs_mult, !Rinv_r, Rabs_R1; [reflexivity | now apply Rabs_no_R0 | exact Hc].
Qed.

Lemma abs_number_ a c : a = c -> 0 <= c -> Rabs a = c.
Proof. intros -> Hc; apply Rabs_right; lra. Qed.

Lemma halved_ a b : a = b -> a = (1 / 2) * (a + b).
Proof. intros ->; field. Qed.

(** Denominators *)
Lemma zero_factor_ c a : c <> 0 -> c * a = 0 -> a = 0.
Proof. intros Hc E; destruct (Rmult_integral _ _ E); [contradiction | assumption]. Qed.

(* A sign that is near at hand; [u] writes out one name. *)
Ltac hl_near_ u := solve [intros; hl_sign 2%nat u].

(* A sign that a hypothesis says of the same sum, its terms in another order. *)
Ltac hl_reordered_ :=
  intros;
  match goal with
  | H : ?T |- _ =>
    lazymatch type of T with Prop => idtac end;
    lazymatch goal with
    | |- 0 < _ => solve [eapply Rlt_le_trans; [apply H; hl_range | lra]]
    | |- 0 <= _ => solve [eapply Rle_trans; [apply H; hl_range | lra]]
    end
  end.

(* The absolute value of a number. *)
Ltac hl_abs_number_ :=
  first [apply Rabs_right; lra | apply Rabs_left; lra | rewrite Rabs_left; lra].

(* A product with a factor 0. *)
Ltac hl_zero_ :=
  rewrite ?Rmult_0_l, ?Rmult_0_r, ?Rinv_0, ?pow_ne_zero, ?Rmult_0_l, ?Rmult_0_r by discriminate;
  first [reflexivity | ring].

(* An equation or inequality that is known, in either direction, or decided by signs. *)
Ltac hl_decided_ side :=
  first
    [ assumption
    | solve [symmetry; assumption]
    | solve [apply not_eq_sym; assumption]
    | match goal with
      | H : _ |- _ => solve [apply H; hl_range]
      | H : _ |- _ => solve [symmetry; apply H; hl_range]
      | H : _ |- _ => solve [apply not_eq_sym; apply H; hl_range]
      | H : _ |- _ => solve [apply Rlt_not_eq; apply H; hl_range]
      | H : _ |- _ => solve [apply not_eq_sym, Rlt_not_eq; apply H; hl_range]
      end
    | solve [apply Rlt_not_eq; side]
    | solve [apply not_eq_sym, Rlt_not_eq; side]
    | solve [side]
    | lra ].
