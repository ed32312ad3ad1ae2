/* Answers and ends on a thread that it starts for each operation. */
#include <pthread.h>
#include <stdlib.h>

#define FIXTURE_STOP join_all
#include "provider_fixture.h"

enum { most = 64 };

static pthread_t threads[most];
static uint32_t started;

struct work {
    hxm_op op;
    const hxm_sink* out;
};

static void* answer(void* given) {
    struct work work = *(struct work*)given;
    free(given);
    work.out->sent(work.out->ctx, work.op);
    say(work.out, work.op, "from a thread");
    end(work.out, work.op, HXM_OK);
    return 0;
}

static hxm_status submit(void* self, hxm_op op, const hxm_request* rq, const hxm_sink* out) {
    (void)self, (void)rq;
    if (started == most) return HXM_E_LIMIT;
    struct work* work = malloc(sizeof *work);
    *work = (struct work){op, out};
    if (pthread_create(&threads[started], 0, answer, work) != 0) return free(work), HXM_E_NOMEM;
    ++started;
    return HXM_OK;
}

static void cancel(void* self, hxm_op op) {
    (void)self, (void)op;
}

static void join_all(void* self) {
    (void)self;
    while (started > 0) pthread_join(threads[--started], 0);
}
