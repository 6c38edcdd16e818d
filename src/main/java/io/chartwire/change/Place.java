package io.chartwire.change;

import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where a follower of the log stands: all up to the head is dealt with, but for what the holes hold. */
final class Place {
    private static final ChangeLog.Batch NOTHING = new ChangeLog.Batch(null, 0, List.of());

    private final Holes holes;
    private volatile long head;

    Place(long head, Collection<Holes.Range> gaps) {
        this(head, new Holes());
        gaps.forEach(gap -> holes.open(gap.from(), gap.to()));
    }

    private Place(long head, Holes holes) {
        this.head = head;
        this.holes = holes;
    }

    Place copy() {
        return new Place(head, holes.copy());
    }

    /**
     * What one look at the log showed.
     *
     * @param changes the next ones, in order
     * @param pruned the highest number that retention had removed then
     * @param whole whether all were read that the holes showed; those may be closed then
     * @param missed the holes that were not sought at first, and {@code missedSnapshot} that in which they were
     */
    record Look(
            List<Change> changes,
            long pruned,
            boolean whole,
            Snapshot snapshot,
            boolean fenced,
            List<Holes.Range> missed,
            Snapshot missedSnapshot) {}

    /**
     * Looks for what fills the holes and for what follows the head.
     *
     * @param limit how many changes it reads at most
     * @param stuck why nothing can be made of these changes, whose images are not read then; null as a rule
     */
    Look look(ChangeLog log, int limit, Throwable stuck) throws SQLException {
        boolean images = stuck == null;
        boolean fenced = holes.wantFence();
        if (fenced) {
            log.fence();
        }
        ChangeLog.Batch batch = log.after(head, holes.sought(), limit, images);
        List<Holes.Range> missed = holes.missedIn(batch.snapshot());
        ChangeLog.Batch found = missed.isEmpty() ? NOTHING : log.after(Long.MAX_VALUE, missed, limit, images);
        long complete = Math.min(lastRead(batch, limit), lastRead(found, limit));
        List<Change> changes = Stream.concat(found.changes().stream(), batch.changes().stream())
                .filter(change -> change.seq() <= complete)
                .sorted(Comparator.comparingLong(Change::seq))
                .limit(limit)
                .map(change -> images ? change : change.unreadable(stuck))
                .toList();
        long last = changes.size() < limit ? complete : changes.get(limit - 1).seq();
        return new Look(changes, batch.pruned(), last > head, batch.snapshot(), fenced, missed, found.snapshot());
    }

    /** The number up to which a batch has all that its statement could see. */
    private static long lastRead(ChangeLog.Batch batch, int limit) {
        int size = batch.changes().size();
        return size < limit ? Long.MAX_VALUE : batch.changes().get(size - 1).seq();
    }

    /** Moves over all that a look showed. */
    void pass(Look look) {
        long known = head;
        look.changes().stream().filter(change -> change.seq() <= known).forEach(this::pass);
        close(look);
        look.changes().stream().filter(change -> change.seq() > known).forEach(this::pass);
    }

    /** Moves over one change; one above the head only after {@link #close}. */
    void pass(Change change) {
        if (change.seq() <= head) {
            holes.fill(change.seq());
        } else {
            holes.open(head + 1, change.seq() - 1);
            head = change.seq();
        }
    }

    /** Closes the holes that nothing can fill any more, once all of a look that fills some is passed. */
    void close(Look look) {
        if (!look.whole()) {
            return;
        }
        holes.close(look.snapshot(), look.fenced());
        if (!look.missed().isEmpty()) {
            holes.closeMissed(look.missed(), look.missedSnapshot());
        }
    }

    /** The highest number that is dealt with. */
    long head() {
        return head;
    }

    /** How many ranges of numbers below the head may still appear. */
    int holes() {
        return holes.size();
    }

    /** The number up to which everything is dealt with. */
    long complete() {
        return holes.isEmpty() ? head : holes.ranges(1).get(0).from() - 1;
    }

    /** What {@link ChangeLog#place} finds it by again. */
    Position position() {
        return Position.after(head, holes);
    }
}
