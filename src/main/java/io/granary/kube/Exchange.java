// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: waits for its slots, is sent, watched by one timer, and ends exactly once. Everything but
 * {@link #cancel}, {@link #pause} and {@link #resume} runs on the door's event loop.
 */
final class Exchange implements ApiStream, Slots.Claim {

    /** Who gets the reply. Calls come one after the other, on the event loop. */
    interface Sink {
        void head(ReplyHead head);

        /** False if no more can be taken. */
        boolean data(Buffer piece);

        void end();

        void failed(ApiProblem problem);

        /** The caller gave up. */
        void cancelled();
    }

    private final GuardedDoor door;
    private final ApiCall call;
    private final Sink sink;
    private final Context context;
    private final ArrayDeque<Slots> wanted = new ArrayDeque<>(3);
    private final ArrayDeque<Slots> held = new ArrayDeque<>(3);
    private final Pace pace;
    private volatile boolean done;
    private boolean entered;
    private int era;
    private long timer = -1;
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private @Nullable ReplyHead head;
    private @Nullable String signature;
    private final Buffer firstWords = Buffer.buffer(0);

    Exchange(GuardedDoor door, ApiCall call, Sink sink, Context context) {
        this.door = door;
        this.call = call;
        this.sink = sink;
        this.context = context;
        this.pace = new Pace(call.budget(), door.limits(), door.nanos());
    }

    /** Asks for these slots in turn, then sends. */
    void begin(Slots... slots) {
        for (var each : slots) {
            wanted.add(each);
        }
        context.runOnContext(ignored -> admit());
    }

    private void admit() {
        var wrong = ApiPath.objection(call.path());
        if (wrong != null) {
            finish(new ApiProblem(ApiProblem.Kind.NOT_SENT, "A request path " + wrong));
        } else if (mayGo()) {
            arm(door.longestWait());
            claim();
        }
    }

    private boolean mayGo() {
        var wait = done ? Duration.ZERO : door.heldFor();
        if (!wait.isZero()) {
            finish(door.held(wait));
        }
        return !done;
    }

    private void claim() {
        while (!done && !wanted.isEmpty()) {
            var next = wanted.getFirst();
            switch (next.ask(this)) {
                case GRANTED -> held.push(wanted.pop());
                case FULL ->
                    finish(new ApiProblem(
                            ApiProblem.Kind.NOT_SENT, "Too many requests to " + door.name() + " are under way"));
                case QUEUED -> {
                    return;
                }
            }
        }
        if (!done && mayGo()) {
            send();
        }
    }

    @Override
    public void granted() {
        context.runOnContext(ignored -> {
            var slot = wanted.pop();
            if (done) {
                slot.release();
            } else {
                held.push(slot);
                claim();
            }
        });
    }

    @Override
    public boolean abandoned() {
        return done;
    }

    private void send() {
        if (!door.breaker().enter()) {
            finish(door.held(door.heldFor()));
            return;
        }
        entered = true;
        era = door.breaker().era();
        door.meters().sent();
        pace.started();
        arm(pace.firstCheck());
        signature = door.credentials().authorization();
        door.request(call, signature).onComplete(opened -> {
            if (opened.failed()) {
                finish(Refusals.of(door.name(), opened.cause()));
            } else if (done) {
                opened.result().reset();
            } else {
                send(opened.result());
            }
        });
    }

    private void send(HttpClientRequest opened) {
        request = opened;
        opened.exceptionHandler(cause -> finish(Refusals.of(door.name(), cause)));
        var body = call.body();
        var answer = body == null ? opened.send() : opened.send(Buffer.buffer(body));
        answer.onComplete(answered -> {
            if (answered.failed()) {
                finish(Refusals.of(door.name(), answered.cause()));
            } else if (!done) {
                receive(answered.result());
            }
        });
    }

    private void receive(HttpClientResponse answered) {
        answered.exceptionHandler(cause -> finish(Refusals.of(door.name(), cause)));
        var begun = ReplyHead.of(answered);
        var wrong = begun.objection(call);
        if (wrong != null) {
            finish(new ApiProblem(ApiProblem.Kind.REJECTED, door.name() + " " + wrong));
            return;
        }
        response = answered;
        head = begun;
        pace.headCame(begun.isSuccess());
        door.headCame(this, begun);
        if (begun.status() == 401) {
            door.refused(signature);
        }
        sink.head(begun);
        answered.endHandler(ignored -> finish(null));
        answered.handler(this::take);
    }

    private void take(Buffer piece) {
        if (done || head == null) {
            return;
        }
        door.meters().received(piece.length());
        var total = pace.received(piece.length());
        if (!head.isSuccess()) {
            takeError(piece, total);
        } else if (total > call.budget().bodyBytes()) {
            finish(new ApiProblem(
                    ApiProblem.Kind.REJECTED,
                    door.name() + " sent more than the " + call.budget().bodyBytes() + " bytes that are read"));
        } else if (!sink.data(piece)) {
            finish(new ApiProblem(
                    ApiProblem.Kind.NOT_SENT, "The hub holds too many large replies at once; try again later"));
        }
    }

    private void takeError(Buffer piece, long total) {
        if (firstWords.length() < 512) {
            firstWords.appendBuffer(piece, 0, Math.min(piece.length(), 512));
        }
        if (total <= door.limits().reply().errorBytes()) {
            sink.data(piece);
        } else {
            finish(null);
        }
    }

    /** Gives one kind of slot back before the end; a stream needs none for opening once its answer has begun. */
    void release(Slots slots) {
        if (held.remove(slots)) {
            slots.release();
        }
    }

    private void arm(Duration time) {
        disarm();
        timer = door.vertx().setTimer(Math.max(1, time.toMillis()), ignored -> check());
    }

    private void disarm() {
        if (timer >= 0) {
            door.vertx().cancelTimer(timer);
            timer = -1;
        }
    }

    private void check() {
        timer = -1;
        if (done) {
            return;
        }
        if (!entered) {
            finish(new ApiProblem(
                    ApiProblem.Kind.NOT_SENT, "A request to " + door.name() + " waited too long for its turn"));
            return;
        }
        var late = pace.objection();
        if (late == null) {
            arm(pace.nextCheck());
        } else {
            finish(new ApiProblem(ApiProblem.Kind.UNREACHABLE, door.name() + " " + late));
        }
    }

    private void finish(@Nullable ApiProblem problem) {
        if (done) {
            return;
        }
        done = true;
        close(problem != null || (head != null && !head.isSuccess()));
        if (entered) {
            door.judge(era, head, problem, firstWords.toString());
        }
        door.meters().ended(problem);
        if (problem == null) {
            sink.end();
        } else {
            sink.failed(problem);
        }
    }

    private void close(boolean cut) {
        disarm();
        if (cut && request != null) {
            request.reset();
        }
        while (!held.isEmpty()) {
            held.pop().release();
        }
    }

    @Override
    public void cancel() {
        run(() -> {
            if (!done) {
                done = true;
                close(true);
                door.meters().cancelled();
                sink.cancelled();
                if (entered && era == door.breaker().era()) {
                    door.breaker().abandoned();
                }
            }
        });
    }

    @Override
    public void pause() {
        run(() -> {
            if (!done && response != null) {
                pace.paused();
                response.pause();
            }
        });
    }

    @Override
    public void resume() {
        run(() -> {
            if (!done && response != null) {
                pace.resumed();
                response.resume();
            }
        });
    }

    private void run(Runnable work) {
        if (Vertx.currentContext() == context) {
            work.run();
        } else {
            context.runOnContext(ignored -> work.run());
        }
    }
}
