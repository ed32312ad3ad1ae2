/* Holds operations until three are in flight, then ends all three, on a thread of its own. The
 * answer is how many were in flight when the operation came. */
#include <pthread.h>
#include <stdio.h>

#define FIXTURE_STOP join
#include "provider_fixture.h"

enum { together = 3, most = 64 };

struct held {
    hxm_op op;
    const hxm_sink* out;
    uint32_t in_flight;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* guards all below */
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct held waiting[most];
static uint32_t waiting_count;
static uint32_t in_flight;
static int stopping;
static int running;
static pthread_t thread;

static void answer(const struct held* held) {
    char text[16];
    snprintf(text, sizeof text, "%u", held->in_flight);
    say(held->out, held->op, text);
    pthread_mutex_lock(&mutex);
    --in_flight; /* before done: the host may send the next one from then on */
    pthread_mutex_unlock(&mutex);
    end(held->out, held->op, HXM_OK);
}

static void* work(void* none) {
    for (;;) {
        struct held batch[together];
        pthread_mutex_lock(&mutex);
        while (waiting_count < together && !stopping) pthread_cond_wait(&changed, &mutex);
        if (stopping) return pthread_mutex_unlock(&mutex), none;
        memcpy(batch, waiting, sizeof batch);
        waiting_count -= together;
        memmove(waiting, waiting + together, waiting_count * sizeof *waiting);
        pthread_mutex_unlock(&mutex);
        for (int i = 0; i < together; ++i) answer(&batch[i]);
    }
}

static hxm_status submit(void* self, hxm_op op, const hxm_request* rq, const hxm_sink* out) {
    (void)self, (void)rq;
    pthread_mutex_lock(&mutex);
    if (!running) {
        running = 1;
        stopping = 0;
        pthread_create(&thread, 0, work, 0);
    }
    waiting[waiting_count++] = (struct held){op, out, ++in_flight};
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&mutex);
    return HXM_OK;
}

static void cancel(void* self, hxm_op op) {
    (void)self, (void)op;
}

static void join(void* self) {
    (void)self;
    if (!running) return;
    pthread_mutex_lock(&mutex);
    stopping = 1;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&mutex);
    pthread_join(thread, 0);
    running = 0;
}
