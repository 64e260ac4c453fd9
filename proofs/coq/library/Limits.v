(* Limits as s falls to 0: laws, continuity, families, order, composition. *)

From Coq Require Import Reals Lra Lia.
From Hardlimit Require Export Logs.

Local Open Scope R_scope.

(** What happens away from 0 does not matter. *)

Lemma lim_ext_near d f g l :
  0 < d -> (forall s, 0 < s < d -> f s = g s) -> tends_to f l -> tends_to g l.
Proof.
  intros Hd E Hf eps He; destruct (Hf eps He) as [a [Ha H]].
  exists (Rmin a d); split; [now apply Rmin_pos |]; intros s Hs.
  pose proof (Rmin_l a d); pose proof (Rmin_r a d).
  rewrite <- E by lra; apply H; lra.
Qed.

Lemma lim_ext f g l :
  (forall s, 0 < s -> f s = g s) -> tends_to f l -> tends_to g l.
Proof. intros E; apply (lim_ext_near 1); [lra | intros; apply E; lra]. Qed.

Lemma lim_squeeze_near d f g h l :
  0 < d -> (forall s, 0 < s < d -> f s <= g s <= h s) ->
  tends_to f l -> tends_to h l -> tends_to g l.
Proof.
  intros Hd B Hf Hh eps He.
  destruct (Hf eps He) as [a [Ha Ef]], (Hh eps He) as [b [Hb Eh]].
  exists (Rmin d (Rmin a b)); split; [repeat apply Rmin_pos; assumption |].
  intros s Hs; pose proof (Rmin_l d (Rmin a b)); pose proof (Rmin_r d (Rmin a b)).
  pose proof (Rmin_l a b); pose proof (Rmin_r a b).
  assert (Bs : f s <= g s <= h s) by (apply B; lra).
  assert (Fs : Rabs (f s - l) < eps) by (apply Ef; lra).
  assert (Hs' : Rabs (h s - l) < eps) by (apply Eh; lra).
  apply Rabs_def2 in Fs; apply Rabs_def2 in Hs'; apply Rabs_def1; lra.
Qed.

Lemma lim_squeeze f g h l :
  (forall s, 0 < s -> f s <= g s <= h s) ->
  tends_to f l -> tends_to h l -> tends_to g l.
Proof. intros B; apply (lim_squeeze_near 1); [lra | intros; apply B; lra]. Qed.

Lemma lim_unique f l m : tends_to f l -> tends_to f m -> l = m.
Proof.
  intros Hl Hm; apply cond_eq; intros eps He.
  destruct (Hl (eps / 2)) as [a [Ha Fl]]; [lra |].
  destruct (Hm (eps / 2)) as [b [Hb Fm]]; [lra |].
  pose proof (Rmin_pos a b Ha Hb); pose proof (Rmin_l a b); pose proof (Rmin_r a b).
  specialize (Fl (Rmin a b / 2)); specialize (Fm (Rmin a b / 2)).
  assert (Gl : Rabs (f (Rmin a b / 2) - l) < eps / 2) by (apply Fl; lra).
  assert (Gm : Rabs (f (Rmin a b / 2) - m) < eps / 2) by (apply Fm; lra).
  apply Rabs_def2 in Gl; apply Rabs_def2 in Gm; apply Rabs_def1; lra.
Qed.

(** Laws *)

Lemma lim_const c : tends_to (fun _ => c) c.
Proof.
  intros eps He; exists 1; split; [lra |]; intros.
  now rewrite Rminus_diag_eq, Rabs_R0.
Qed.

Lemma lim_id : tends_to (fun s => s) 0.
Proof.
  intros eps He; exists eps; split; [exact He |]; intros s Hs.
  rewrite Rminus_0_r, Rabs_pos_eq; lra.
Qed.

Lemma lim_plus f g l m :
  tends_to f l -> tends_to g m -> tends_to (fun s => f s + g s) (l + m).
Proof.
  intros Hf Hg eps He.
  destruct (Hf (eps / 2)) as [a [Ha Fl]]; [lra |].
  destruct (Hg (eps / 2)) as [b [Hb Gm]]; [lra |].
  exists (Rmin a b); split; [now apply Rmin_pos |]; intros s Hs.
  pose proof (Rmin_l a b); pose proof (Rmin_r a b).
  assert (F : Rabs (f s - l) < eps / 2) by (apply Fl; lra).
  assert (G : Rabs (g s - m) < eps / 2) by (apply Gm; lra).
  apply Rabs_def2 in F; apply Rabs_def2 in G; apply Rabs_def1; lra.
Qed.

(** The limit passes through a function that is continuous there. *)
Lemma lim_continuous g f l :
  continuity_pt g l -> tends_to f l -> tends_to (fun s => g (f s)) (g l).
Proof.
  intros Hg Hf eps He; destruct (Hg eps He) as [a [Ha G]].
  destruct (Hf a Ha) as [d [Hd F]].
  exists d; split; [exact Hd |]; intros s Hs.
  destruct (Req_EM_T (f s) l) as [E | E].
  - now rewrite E, Rminus_diag_eq, Rabs_R0.
  - apply (G (f s)); split; [| now apply F].
    split; [exact I | congruence].
Qed.

Lemma lim_scal c f l : tends_to f l -> tends_to (fun s => c * f s) (c * l).
Proof.
  apply (lim_continuous (fun x => c * x)).
  apply derivable_continuous_pt; exists (c * 1).
  apply (derivable_pt_lim_scal id), derivable_pt_lim_id.
Qed.

Lemma lim_opp f l : tends_to f l -> tends_to (fun s => - f s) (- l).
Proof.
  intros H; replace (- l) with (-1 * l) by ring.
  apply (lim_ext (fun s => -1 * f s)); [intros; ring | now apply lim_scal].
Qed.

Lemma lim_minus f g l m :
  tends_to f l -> tends_to g m -> tends_to (fun s => f s - g s) (l - m).
Proof. intros; now apply lim_plus; [| apply lim_opp]. Qed.

Lemma lim_square f l : tends_to f l -> tends_to (fun s => f s * f s) (l * l).
Proof.
  apply (lim_continuous (fun x => x * x)).
  apply derivable_continuous_pt; exists (1 * l + l * 1).
  apply (derivable_pt_lim_mult id id); apply derivable_pt_lim_id.
Qed.

Lemma lim_mult f g l m :
  tends_to f l -> tends_to g m -> tends_to (fun s => f s * g s) (l * m).
Proof.
  intros Hf Hg.
  replace (l * m) with (/ 4 * ((l + m) * (l + m) - (l - m) * (l - m))) by field.
  apply (lim_ext (fun s => / 4 * ((f s + g s) * (f s + g s)
                                  - (f s - g s) * (f s - g s))));
    [intros; field |].
  apply lim_scal, lim_minus; apply lim_square; [apply lim_plus | apply lim_minus];
    assumption.
Qed.

Lemma lim_inv f l : l <> 0 -> tends_to f l -> tends_to (fun s => / f s) (/ l).
Proof.
  intros Hl; apply (lim_continuous Rinv).
  apply (continuity_pt_inv id); [| exact Hl].
  apply derivable_continuous_pt, derivable_pt_id.
Qed.

Lemma lim_div f g l m :
  m <> 0 -> tends_to f l -> tends_to g m -> tends_to (fun s => f s / g s) (l / m).
Proof. intros; now apply lim_mult; [| apply lim_inv]. Qed.

Lemma lim_pow n f l : tends_to f l -> tends_to (fun s => f s ^ n) (l ^ n).
Proof.
  intros H; induction n as [| n IH]; simpl; [apply lim_const | now apply lim_mult].
Qed.

Lemma lim_abs f l : tends_to f l -> tends_to (fun s => Rabs (f s)) (Rabs l).
Proof. apply (lim_continuous Rabs), Rcontinuity_abs. Qed.

Lemma lim_exp f l : tends_to f l -> tends_to (fun s => exp (f s)) (exp l).
Proof.
  apply (lim_continuous exp), derivable_continuous_pt, derivable_pt_exp.
Qed.

Lemma lim_ln f l : 0 < l -> tends_to f l -> tends_to (fun s => ln (f s)) (ln l).
Proof.
  intros Hl; apply (lim_continuous ln), derivable_continuous_pt.
  exists (/ l); now apply derivable_pt_lim_ln.
Qed.

Lemma lim_sqrt f l : 0 < l -> tends_to f l -> tends_to (fun s => sqrt (f s)) (sqrt l).
Proof. intros Hl; now apply (lim_continuous sqrt), sqrt_continuity_pt. Qed.

Lemma lim_Rpower a f l :
  0 < l -> tends_to f l -> tends_to (fun s => Rpower (f s) a) (Rpower l a).
Proof. intros; now apply lim_exp, lim_scal, lim_ln. Qed.

Lemma lim_Rmin f g l m :
  tends_to f l -> tends_to g m -> tends_to (fun s => Rmin (f s) (g s)) (Rmin l m).
Proof.
  assert (E : forall a b, / 2 * (a + b - Rabs (a - b)) = Rmin a b).
  { intros a b; unfold Rmin, Rabs; destruct (Rle_dec a b), (Rcase_abs (a - b)); lra. }
  intros Hf Hg; rewrite <- E.
  apply (lim_ext (fun s => / 2 * (f s + g s - Rabs (f s - g s)))); [intros; apply E |].
  apply lim_scal, lim_minus; [now apply lim_plus | now apply lim_abs, lim_minus].
Qed.

(** Families *)

Lemma lim_sum n (f : R -> nat -> R) l :
  (forall i, (1 <= i <= n)%nat -> tends_to (fun s => f s i) (l i)) ->
  tends_to (fun s => sumr n (fun i => f s i)) (sumr n l).
Proof.
  induction n as [| n IH]; simpl; intros H; [apply lim_const |].
  apply lim_plus; [apply IH; intros; apply H | apply H]; lia.
Qed.

Lemma lim_prod n (f : R -> nat -> R) l :
  (forall i, (1 <= i <= n)%nat -> tends_to (fun s => f s i) (l i)) ->
  tends_to (fun s => prodr n (fun i => f s i)) (prodr n l).
Proof.
  induction n as [| n IH]; simpl; intros H; [apply lim_const |].
  apply lim_mult; [apply IH; intros; apply H | apply H]; lia.
Qed.

Lemma lim_min n (f : R -> nat -> R) l :
  (forall i, (1 <= i <= n)%nat -> tends_to (fun s => f s i) (l i)) ->
  tends_to (fun s => minr n (fun i => f s i)) (minr n l).
Proof.
  induction n as [| n IH]; intros H; [exact (lim_const 0) |].
  destruct n as [| n]; [apply H; lia |].
  rewrite min_S by lia.
  apply (lim_ext (fun s => Rmin (minr (S n) (fun i => f s i)) (f s (S (S n)))));
    [reflexivity |].
  apply lim_Rmin; [apply IH; intros; apply H | apply H]; lia.
Qed.

(** Order *)

(** What is multiplied by 0 where i = j need have a limit for i <> j only. *)
Lemma lim_apart i j g l :
  (i <> j -> tends_to g l) ->
  tends_to (fun s => (1 - delta i j) * g s) ((1 - delta i j) * l).
Proof.
  intros H; destruct (Nat.eq_dec i j) as [-> | N].
  - rewrite delta_same; apply (lim_ext (fun _ => (1 - 1) * l)); [intros; ring | apply lim_const].
  - apply lim_mult; [apply lim_const | exact (H N)].
Qed.

Lemma lim_unequal a b g l :
  (a <> b -> tends_to g l) ->
  tends_to (fun s => (1 - ind a b) * g s) ((1 - ind a b) * l).
Proof.
  intros H; unfold ind; destruct (Req_EM_T a b) as [E | N].
  - apply (lim_ext (fun _ => (1 - 1) * l)); [intros; ring | apply lim_const].
  - apply lim_mult; [apply lim_const | exact (H N)].
Qed.

(** Near its limit a function has the strict sign of the limit. *)
Lemma lim_pos f l :
  0 < l -> tends_to f l -> exists d, 0 < d /\ forall s, 0 < s < d -> 0 < f s.
Proof.
  intros Hl Hf; destruct (Hf l Hl) as [d [Hd F]].
  exists d; split; [exact Hd |]; intros s Hs.
  specialize (F s Hs); apply Rabs_def2 in F; lra.
Qed.

(** Composition: s replaced by a function that itself falls to 0. *)
Lemma lim_compose f g l :
  (forall s, 0 < s -> 0 < g s) -> tends_to g 0 -> tends_to f l ->
  tends_to (fun s => f (g s)) l.
Proof.
  intros Hp Hg Hf eps He; destruct (Hf eps He) as [a [Ha F]].
  destruct (Hg a Ha) as [d [Hd G]]; exists d; split; [exact Hd |]; intros s Hs.
  apply F; split; [apply Hp; lra |].
  specialize (G s Hs); rewrite Rminus_0_r in G; apply Rabs_def2 in G; lra.
Qed.

(** What grows beyond all bounds: e^-f falls to 0. *)

(** Then f is above every bound near 0. *)
Lemma grows_above f c :
  tends_to (fun s => decay (f s)) 0 -> exists d, 0 < d /\ forall s, 0 < s < d -> c < f s.
Proof.
  intros H; destruct (H (exp (- c)) (exp_pos _)) as [d [Hd F]].
  exists d; split; [exact Hd |]; intros s Hs; specialize (F s Hs).
  rewrite Rminus_0_r, Rabs_pos_eq in F by (apply Rlt_le, exp_pos).
  apply exp_lt_inv in F; lra.
Qed.

Lemma grows_of f :
  (forall c, exists d, 0 < d /\ forall s, 0 < s < d -> c < f s) ->
  tends_to (fun s => decay (f s)) 0.
Proof.
  intros H eps He; destruct (H (- ln eps)) as [d [Hd F]].
  exists d; split; [exact Hd |]; intros s Hs; specialize (F s Hs).
  rewrite Rminus_0_r, Rabs_pos_eq by (apply Rlt_le, exp_pos).
  rewrite <- (exp_ln eps He); apply exp_increasing; lra.
Qed.

Lemma lim_decay_times c f :
  0 < c -> tends_to (fun s => decay (f s)) 0 -> tends_to (fun s => decay (c * f s)) 0.
Proof.
  intros Hc H; apply grows_of; intros b.
  destruct (grows_above f (b / c) H) as [d [Hd F]]; exists d; split; [exact Hd |].
  intros s Hs; specialize (F s Hs); apply (Rmult_lt_compat_l c) in F; [| exact Hc].
  replace (c * (b / c)) with b in F by (field; lra); exact F.
Qed.

Lemma lim_decay_exp f :
  tends_to (fun s => decay (f s)) 0 -> tends_to (fun s => decay (exp (f s))) 0.
Proof.
  intros H; apply grows_of; intros b.
  destruct (grows_above f b H) as [d [Hd F]]; exists d; split; [exact Hd |].
  intros s Hs; specialize (F s Hs); pose proof (exp_ineq1_le (f s)); lra.
Qed.

Lemma lim_inv_grows f :
  tends_to (fun s => decay (f s)) 0 -> tends_to (fun s => / f s) 0.
Proof.
  intros H eps He; destruct (grows_above f (/ eps) H) as [d [Hd F]].
  exists d; split; [exact Hd |]; intros s Hs; specialize (F s Hs).
  pose proof (Rinv_0_lt_compat eps He) as P.
  rewrite Rminus_0_r, Rabs_pos_eq by (apply Rlt_le, Rinv_0_lt_compat; lra).
  rewrite <- (Rinv_involutive eps) by lra; apply Rinv_lt_contravar; [| exact F].
  apply Rmult_lt_0_compat; lra.
Qed.

Lemma lim_over_grows f g l :
  tends_to f l -> tends_to (fun s => decay (g s)) 0 -> tends_to (fun s => f s / g s) (l * 0).
Proof. intros F G; unfold Rdiv; apply lim_mult; [exact F | now apply lim_inv_grows]. Qed.
