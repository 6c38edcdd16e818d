package io.chartwire;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets work in while it is open, and lets its keeper close it when none is inside.
 *
 * <p>Going in and out is one atomic step each, on whichever threads. Who is inside and goes in once more while the keeper waits is
 * kept until the keeper has given up, so the keeper must not wait long.
 */
public final class Gate {
    /** Added to the number inside while the gate is closed, so that it is negative. */
    private static final int CLOSED = Integer.MIN_VALUE;

    private final AtomicInteger inside = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Written by the gate's one keeper. */
    private volatile int closings;

    /** Goes in; waits while the gate is closed. */
    public void enter() {
        while (true) {
            int count = inside.get();
            if (count < 0) {
                awaitOpen();
            } else if (inside.compareAndSet(count, count + 1)) {
                return;
            }
        }
    }

    /** Goes out. */
    public void leave() {
        if (inside.decrementAndGet() == CLOSED) {
            signal();
        }
    }

    /**
     * Closes the gate and waits for those inside to come out; opens it again when they do not in time.
     *
     * @return whether it is closed and nobody is inside
     */
    public boolean close(long millis) {
        inside.addAndGet(CLOSED);
        long left = TimeUnit.MILLISECONDS.toNanos(millis);
        lock.lock();
        try {
            while (inside.get() != CLOSED && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        if (inside.get() != CLOSED) {
            open();
            return false;
        }
        closings++;
        return true;
    }

    /** How often the gate was closed; who is inside sees one number. */
    public int closings() {
        return closings;
    }

    /** Opens the gate. */
    public void open() {
        inside.addAndGet(CLOSED);
        signal();
    }

    private void awaitOpen() {
        lock.lock();
        try {
            while (inside.get() < 0) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
