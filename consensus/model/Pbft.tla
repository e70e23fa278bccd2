-------------------------------- MODULE Pbft --------------------------------
(***************************************************************************)
(* The votes of the `pbft` engine within one epoch: which of them honest   *)
(* members may cast, and what a quorum of them proves. Letters and numbers *)
(* are the rules of ../README.md.                                          *)
(*                                                                         *)
(* There is no network: a vote that was cast can reach anybody at any time *)
(* or never, so an action is allowed as soon as the certificates exist it  *)
(* rests on. There is no clock: members lose patience at any time. Liars   *)
(* vote for everything, and the proposer of every view is a liar: it may   *)
(* show each member another block. All this allows more than the engine    *)
(* does; what holds here does not rest on time, order or proposers.        *)
(*                                                                         *)
(* View by view is enough: what a member may do in a view rests on its own *)
(* votes in that view and on certificates of this view and of those below, *)
(* its votes ascend (G1), and nothing that others do takes a permission    *)
(* away. So the votes of any run can be sorted by view, which leaves the   *)
(* same certificates; and of a view that is over they are all that counts. *)
(* With journals that are lost this does not hold, and votes are cast in   *)
(* any order.                                                              *)
(***************************************************************************)
EXTENDS Integers, FiniteSets, Sequences, TLC

CONSTANTS
  Honest,      \* the members that keep the rules
  Liars,       \* how many do not
  LastView,    \* views are 1 .. LastView
  LastHeight,  \* heights of blocks are 1 .. LastHeight
  Marks,       \* tell children of one block apart
  Losses,      \* how often in all an honest member loses its journal
  InOrder,     \* whether votes are cast view by view, which is enough: see below
  LeftOut      \* rules that are left out, to see that they are needed

N == Cardinality(Honest) + Liars
Faulty == (N - 1) \div 3

ASSUME
  /\ Liars \in 0 .. Faulty
  /\ InOrder => Losses = 0
  /\ LeftOut \subseteq {"A3", "G2", "G3", "J4", "one at a time", "P4"}

\* A3: of n validators n - f decide.
Quorum == N - Faulty - (IF "A3" \in LeftOut THEN 1 ELSE 0)

Views == 1 .. LastView

(***************************************************************************)
(* A block is the marks on the way to it: its parent is all but the last,  *)
(* its height their number, the genesis block the empty one.               *)
(***************************************************************************)
Genesis == <<>>
Blocks == UNION {[1 .. height -> Marks] : height \in 1 .. LastHeight}
Parent(block) == SubSeq(block, 1, Len(block) - 1)
IsOnChain(ancestor, block) ==
  Len(ancestor) <= Len(block) /\ SubSeq(block, 1, Len(ancestor)) = ancestor

VARIABLES
  lowest,        \* nobody votes in views below
  votes,         \* of honest members in the others: <<member, kind, view, block>>
  certificates,  \* that follow from them: <<kind, view, block>>
  guard,         \* what each member promised in its newest view, as VoteGuard holds it
  at,            \* the view each member is known to have reached
  losses         \* journals lost so far

vars == <<lowest, votes, certificates, guard, at, losses>>

Alike == Permutations(Honest) \cup Permutations(Marks)

-----------------------------------------------------------------------------
(* Certificates *)

IsSkipped(view) == <<"skip", view, Genesis>> \in certificates

IsCertified(view, block) ==
  IF view = 0
    THEN block = Genesis
    ELSE <<"prepare", view, block>> \in certificates \/ <<"commit", view, block>> \in certificates

\* P5: a certificate of a view, whatever its kind, takes everybody to the next.
CanBeEntered(view) == view = 1 \/ \E proof \in certificates : proof[2] = view - 1

\* P4, P7, P8: the block certified last, or a child of it, if every view since was skipped.
IsProved(view, block) ==
  \E parentView \in 0 .. view - 1, parent \in {block, Parent(block)} :
    /\ IsCertified(parentView, parent)
    /\ "P4" \in LeftOut \/ \A between \in parentView + 1 .. view - 1 : IsSkipped(between)

-----------------------------------------------------------------------------
(* Promises *)

NoPromise(view) ==
  [view |-> view, prepared |-> FALSE, committed |-> FALSE, skipped |-> FALSE]

\* G1 to G3, as VoteGuard.allows.
Allows(promised, kind, view) ==
  \/ view > promised.view
  \/ /\ view = promised.view
     /\ CASE kind = "prepare" -> ("G2" \in LeftOut \/ ~promised.prepared) /\ ~promised.skipped
          [] kind = "commit" -> ~promised.committed /\ ("G3" \in LeftOut \/ ~promised.skipped)
          [] kind = "skip" -> ~promised.skipped /\ ("G3" \in LeftOut \/ ~promised.committed)

After(promised, kind, view) ==
  LET here == IF view = promised.view THEN promised ELSE NoPromise(view)
  IN CASE kind = "prepare" -> [here EXCEPT !.prepared = TRUE]
       [] kind = "commit" -> [here EXCEPT !.committed = TRUE]
       [] kind = "skip" -> [here EXCEPT !.skipped = TRUE]

Max(a, b) == IF a > b THEN a ELSE b

Cast(h, kind, view, block, reached) ==
  /\ Allows(guard[h], kind, view)
  /\ votes' = votes \cup {<<h, kind, view, block>>}
  \* P3: a quorum of equal votes. Liars have always voted.
  /\ LET equal == {o \in Honest : <<o, kind, view, block>> \in votes} \cup {h}
     IN certificates' =
          IF Cardinality(equal) + Liars >= Quorum
            THEN certificates \cup {<<kind, view, block>>}
            ELSE certificates
  /\ guard' = [guard EXCEPT ![h] = After(@, kind, view)]
  /\ at' = IF InOrder THEN at ELSE [at EXCEPT ![h] = Max(@, reached)]
  /\ UNCHANGED <<lowest, losses>>

-----------------------------------------------------------------------------
(* What honest members do *)

\* P4: a member prepares a proposal that is proved. Which one it saw first is the liar's choice.
Prepare(h, view, block) ==
  /\ CanBeEntered(view)
  /\ IsProved(view, block)
  /\ Cast(h, "prepare", view, block, view)

\* P6: who leaves a view by its prepare certificate commits in it.
Commit(h, view, block) ==
  /\ <<"prepare", view, block>> \in certificates
  /\ Cast(h, "commit", view, block, view + 1)

\* T2, T3, T4: patience ends at any time.
Skip(h, view) ==
  /\ CanBeEntered(view)
  /\ Cast(h, "skip", view, Genesis, view)

\* P5: who forgot enters the view above its floor.
Remember(h) ==
  /\ ~InOrder
  /\ at[h] < guard[h].view
  /\ CanBeEntered(guard[h].view)
  /\ at' = [at EXCEPT ![h] = guard[h].view]
  /\ UNCHANGED <<lowest, votes, certificates, guard, losses>>

\* J4: a member whose journal is lost keeps above the newest view that a quorum of the others
\* tells of, and one; if nobody can be spared it may vote in that view again. Liars tell of none.
\* Another journal may be lost once all have left the views they may have voted in.
Lose(h) ==
  /\ losses < Losses
  /\ "one at a time" \in LeftOut \/ \A o \in Honest : at[o] >= guard[o].view
  /\ losses' = losses + 1
  /\ \E telling \in SUBSET (Honest \ {h}) :
       /\ Cardinality(telling) + Liars >= IF Quorum < N - 1 THEN Quorum ELSE N - 1
       /\ LET newest == CHOOSE view \in {1} \cup {at[o] : o \in telling} :
                          \A o \in telling : at[o] <= view
              floor == IF "J4" \in LeftOut THEN newest - 1
                       ELSE IF Faulty > 0 THEN newest + 1 ELSE newest - 1
          IN /\ guard' = [guard EXCEPT ![h] = NoPromise(floor + 1)]
             /\ at' = [at EXCEPT ![h] = newest]
  /\ UNCHANGED <<lowest, votes, certificates>>

\* View by view: the next one.
GoOn ==
  /\ InOrder
  /\ lowest < LastView
  /\ CanBeEntered(lowest + 1)
  /\ lowest' = lowest + 1
  /\ votes' = {}
  /\ guard' = [h \in Honest |-> NoPromise(lowest + 1)]
  /\ UNCHANGED <<certificates, at, losses>>

Init ==
  /\ lowest = 1
  /\ votes = {}
  /\ certificates = {}
  /\ guard = [h \in Honest |-> NoPromise(1)]
  /\ at = [h \in Honest |-> 1]
  /\ losses = 0

Next ==
  \/ GoOn
  \/ \E h \in Honest :
       \/ Lose(h) \/ Remember(h)
       \/ \E view \in IF InOrder THEN {lowest} ELSE Views :
            \/ Skip(h, view)
            \/ \E block \in Blocks : Prepare(h, view, block) \/ Commit(h, view, block)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* What has to hold *)

\* F1: a commit certificate makes its block and all ancestors final.
Final == {proof[3] : proof \in {c \in certificates : c[1] = "commit"}}

\* No two final blocks part.
Agreement == \A one, other \in Final : IsOnChain(one, other) \/ IsOnChain(other, one)

\* Two blocks are never certified in one view.
OneBlockAView ==
  \A one, other \in certificates :
    one[2] = other[2] /\ one[1] # "skip" /\ other[1] # "skip" => one[3] = other[3]

\* A view that was skipped made nothing final.
SkippedOrFinal ==
  \A one, other \in certificates : one[1] = "commit" /\ other[1] = "skip" => one[2] # other[2]

\* G1 to G4: what a member promised tells of all its votes, also after its journal was lost; so no
\* honest key contradicts itself (E1). J4 gives that up where nobody can be spared.
KeptPromises ==
  Faulty > 0 =>
    \A vote \in votes :
      LET promised == guard[vote[1]]
      IN \/ vote[3] < promised.view
         \/ /\ vote[3] = promised.view
            /\ CASE vote[2] = "prepare" -> promised.prepared
                 [] vote[2] = "commit" -> promised.committed
                 [] vote[2] = "skip" -> promised.skipped

-----------------------------------------------------------------------------
(* What has to be reachable, or the rest says nothing: each must be found violated. *)

NothingFinal == Final = {}

\* A block that is final by a descendant's certificate and has none itself.
NoneFinalByDescendant == \A block \in Final : Len(block) > 1 => Parent(block) \in Final

\* A block certified in a view that was skipped all the same, proposed again, and final.
NoneFinalAgain ==
  \A proof \in certificates :
    proof[1] = "commit" =>
      \A view \in 1 .. proof[2] - 1 : ~(IsCertified(view, proof[3]) /\ IsSkipped(view))
=============================================================================
