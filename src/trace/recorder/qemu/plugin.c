/*
 * A plugin of QEMU's user emulation that sends what a program does to disco: instructions, loads, stores, system calls.
 * It is compiled on first use by `cc -O2 -fPIC -shared`. No package has the header of QEMU's plugin interface, so what is used
 * of it is declared here (version 1 as in QEMU 4.2 to 8.x, version 2 from 9.0).
 *
 * Arguments: port=N, the TCP port of 127.0.0.1 to send to; quantum=N, instructions of a thread's turn.
 *
 * Each process has a connection. It begins with 40 bytes: "DISCOQ2\n", its pid and its parent's (32 bits each), QEMU's name of the
 * target (16 bytes), and the bytes that its parent had sent when it forked it (64 bits; 0: it was not forked). All that follows is
 * words of 64 bits, little-endian: a value of 48 bits below, a tag of 16 bits above.
 *
 *     1 store:1 log2(bytes):3 index:11   an access to address `value`, by this instruction of the thread's block
 *     0 extra:7 kind:8                   see `enum kind`; what is not `TURN`, `DEFINE`, `FORGET` or `BEGIN` stands in a turn
 *
 * Threads run one at a time, in turns of `quantum` instructions, in the order in which they were created: the turns in a
 * stream are in the order in which they happened. A system call takes no instructions, so that the others stand still in it, but for
 * one that waits: for a futex, or asleep for longer than `CALL_PATIENCE`. A thread that is asleep elsewhere for `PATIENCE` loses its
 * turn too, as QEMU itself sometimes waits until all others stand still.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* QEMU's interface. */
#define EXPORT __attribute__((visibility("default")))
typedef uint64_t plugin_id;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
typedef struct {
    const char *target_name;
    struct { int min, cur; } version;
    bool system_emulation;
} qemu_info;
typedef void (*on_vcpu)(plugin_id, unsigned);
typedef void (*on_exec)(unsigned, void *);
typedef void (*on_mem)(unsigned, uint32_t, uint64_t, void *);
enum { NO_REGISTERS = 0, READS_AND_WRITES = 3 };
extern void qemu_plugin_register_vcpu_init_cb(plugin_id, on_vcpu);
extern void qemu_plugin_register_vcpu_exit_cb(plugin_id, on_vcpu);
extern void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id, void (*)(plugin_id, struct qemu_plugin_tb *));
extern void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *, on_exec, int, void *);
extern void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *, on_exec, int, void *);
extern void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *, on_mem, int, int, void *);
extern void qemu_plugin_register_vcpu_syscall_cb(plugin_id, void (*)(plugin_id, unsigned, int64_t, uint64_t, uint64_t, uint64_t,
                                                                     uint64_t, uint64_t, uint64_t, uint64_t, uint64_t));
extern void qemu_plugin_register_vcpu_syscall_ret_cb(plugin_id, void (*)(plugin_id, unsigned, int64_t, int64_t));
extern void qemu_plugin_register_flush_cb(plugin_id, void (*)(plugin_id));
extern void qemu_plugin_register_atexit_cb(plugin_id, void (*)(plugin_id, void *), void *);
extern size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
extern struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *, size_t);
extern uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *);
extern size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *);
extern void *qemu_plugin_insn_data(const struct qemu_plugin_insn *, void *, size_t);
extern unsigned qemu_plugin_mem_size_shift(uint32_t);
extern bool qemu_plugin_mem_is_store(uint32_t);

EXPORT int qemu_plugin_version = 1;
/* QEMU reads the version when the plugin is loaded; what reads registers came with version 2. */
__attribute__((constructor)) static void choose_version(void) {
    if (dlsym(RTLD_DEFAULT, "qemu_plugin_read_register")) qemu_plugin_version = 2;
}

/* The stream. */
enum kind {
    BLOCK,  /* value: the number of the block that the thread begins */
    TURN,   /* value: words of the turn, which follow a word with the thread's number; extra 1: it ends within a block */
    DEFINE, /* value: a block's number (32 bits) and how many instructions it has; then its address, and words with their sizes, a byte each */
    FORGET, /* the blocks defined so far are no more */
    HIGH,   /* value: bits 48 to 63 of the addresses that follow in this thread; 0 at its beginning */
    CALL,   /* value: the number of the system call that the thread makes */
    RETURN, /* value: the number of the system call that the thread returns from */
    SYNC,   /* value: index of an instruction that is about to be executed; extra: `enum sync` */
    END,    /* the thread ends */
    STOLEN, /* the thread took the turn from another that did not go on */
    BEGIN,  /* value: the number of a thread that was created, from 1 in each stream */
};
enum sync { FENCE, LOAD_LINKED, STORE_CONDITIONAL, READ_MODIFY_WRITE, NO_SYNC = -1 };
#define WORD(kind, extra, value) ((uint64_t)((extra) << 8 | (kind)) << 48 | (value))
#define LOW_48 (~UINT64_C(0) >> 16)
#define ACCESS 0x8000
#define STORE 0x4000

enum {
    CPUS = 4096,       /* threads that live at the same time */
    ROOM = 1 << 14,    /* words of a turn */
    SPARE = 1 << 13,   /* words left at least when a block begins */
    OUT = 1 << 16,     /* bytes gathered before they are sent */
    PATIENCE = 10,     /* milliseconds */
    CALL_PATIENCE = 2,
    MOST = 512,        /* instructions of a block: QEMU's own limit */
};

typedef struct Block {
    struct Block *next;
    uint64_t pc;
    uint32_t number, epoch;
    uint16_t count;
    uint8_t sizes[];
} Block;

typedef struct {
    uint32_t thread;   /* its number, from 1 in the order of creation; 0: nobody's */
    int tid;           /* the system's number, once it had a turn */
    bool queued;       /* in `ring` */
    bool in_call;
    int64_t budget;    /* instructions left of the turn */
    uint64_t high;     /* bits 48 to 63 of addresses, in place */
    uint32_t count;
    pthread_cond_t wake;
    uint64_t words[ROOM];
} Cpu;

static Cpu *cpus[CPUS];
static int64_t quantum = 200;
static int port;
static char target[16];
static int64_t futex; /* the number of that system call */
static uint64_t address_mask = ~UINT64_C(0);

/* All that follows is guarded by `lock`. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile int holder = -1; /* whose turn it is; read without the lock, by who asks whether it is its own */
static uint64_t steps; /* counts up whenever somebody goes on */
static int ring[CPUS];
static volatile int ringed;
static Block *blocks;
static uint32_t next_number;
static uint32_t threads;
static volatile uint32_t epoch = 1; /* of the stream: a block is defined once in each */
static uint8_t out[OUT];
static size_t out_count;
static uint64_t sent_bytes; /* on this connection */
static uint32_t parent;     /* who forks */
static int connection = -1;
static volatile bool recording = true;

/* The connection. */

static void send_all(const void *data, size_t bytes) {
    const uint8_t *at = data;
    while (bytes > 0 && recording) {
        ssize_t sent = send(connection, at, bytes, MSG_NOSIGNAL);
        if (sent > 0) {
            at += sent;
            bytes -= sent;
            sent_bytes += sent;
        } else if (sent < 0 && errno == EINTR) {
        } else if (sent < 0 && (errno == EBADF || errno == ENOTSOCK)) {
            recording = false; /* the program closed it, as it may all that it does not know: its own files must not get this */
        } else {
            _exit(125); /* nobody records any more */
        }
    }
}
static void send_out(void) {
    send_all(out, out_count);
    out_count = 0;
    steps++; /* whoever waited for the turn meanwhile waited for the reader */
}
static void put(const void *data, size_t bytes) {
    if (out_count + bytes > OUT) send_out();
    if (bytes > OUT) {
        send_all(data, bytes);
    } else {
        memcpy(out + out_count, data, bytes);
        out_count += bytes;
    }
}
static bool open_connection(void) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0) return false;
    /* Out of the way: the program's own files have the numbers that they would have by themselves. */
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur > 64) {
        int most = limit.rlim_cur > 65536 ? 65536 : (int)limit.rlim_cur;
        int far = fcntl(fd, F_DUPFD_CLOEXEC, most - 16);
        if (far >= 0) {
            close(fd);
            fd = far;
        }
    }
    connection = fd;
    struct { char magic[8]; uint32_t pid, parent; char target[16]; uint64_t after; } hello = {
        .pid = getpid(), .parent = parent, .after = sent_bytes};
    memcpy(hello.magic, "DISCOQ2\n", 8);
    memcpy(hello.target, target, sizeof target);
    sent_bytes = 0;
    put(&hello, sizeof hello);
    return true;
}

/* Turns. */

static void commit(Cpu *cpu, bool in_block) {
    if (cpu->count == 0) return;
    uint64_t head[2] = {WORD(TURN, in_block, cpu->count), cpu->thread};
    put(head, sizeof head);
    put(cpu->words, cpu->count * sizeof *cpu->words);
    cpu->count = 0;
}
static void commit_all(void) {
    for (int c = 0; c < CPUS; c++)
        if (cpus[c]) commit(cpus[c], false);
}
static Cpu *cpu_of(unsigned c) {
    if (c >= CPUS) {
        fprintf(stderr, "disco: more than %d threads at a time\n", CPUS);
        _exit(125);
    }
    Cpu *cpu = cpus[c];
    if (cpu && cpu->thread) return cpu;
    pthread_mutex_lock(&lock);
    if (!cpu) {
        cpu = calloc(1, sizeof *cpu);
        if (!cpu) _exit(125);
        pthread_condattr_t monotonic;
        pthread_condattr_init(&monotonic);
        pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
        pthread_cond_init(&cpu->wake, &monotonic);
        cpus[c] = cpu;
    }
    cpu->thread = ++threads;
    cpu->budget = quantum;
    cpu->in_call = false;
    cpu->tid = 0;
    cpu->high = 0;
    uint64_t word = WORD(BEGIN, 0, cpu->thread);
    put(&word, sizeof word);
    pthread_mutex_unlock(&lock);
    return cpu;
}
/* The turn goes to the one after `c`, if it is `c`'s; with `leave` it does not take part any more. The lock is held. */
static void pass_on(int c, bool leave) {
    if (!cpus[c]->queued) return;
    int at = 0;
    while (ring[at] != c) at++;
    int next = ring[(at + 1) % ringed];
    if (leave) {
        memmove(ring + at, ring + at + 1, (ringed - at - 1) * sizeof *ring);
        ringed--;
        cpus[c]->queued = false;
        if (next == c) next = -1;
    }
    if (holder != c) return;
    holder = next;
    steps++;
    if (next >= 0 && next != c) pthread_cond_signal(&cpus[next]->wake);
}
/* Whether a thread of this process waits for something, rather than runs or could. */
static bool is_asleep(int tid) {
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/self/task/%d/stat", tid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0) close(fd);
    if (length <= 0) return true;
    text[length] = 0;
    const char *state = strrchr(text, ')'); /* pid (name) state ... */
    return !state || strncmp(state, ") R", 3) != 0;
}
/* Waits until it is the thread's turn. The lock is held. */
static void await_turn(int c, Cpu *cpu) {
    if (!cpu->tid) cpu->tid = syscall(SYS_gettid);
    if (!cpu->queued) {
        ring[ringed++] = c;
        cpu->queued = true;
    }
    if (holder < 0) {
        holder = c;
        steps++;
    }
    while (holder != c) {
        uint64_t seen = steps;
        Cpu *other = cpus[holder]; /* whoever has the turn is in `ring` */
        bool in_call = other->in_call;
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += (in_call ? CALL_PATIENCE : PATIENCE) * 1000000;
        if (until.tv_nsec >= 1000000000) {
            until.tv_nsec -= 1000000000;
            until.tv_sec++;
        }
        if (pthread_cond_timedwait(&cpu->wake, &lock, &until) == 0 || seen != steps || holder == c) continue;
        pthread_mutex_unlock(&lock); /* it may be waiting for it */
        bool waits = is_asleep(other->tid);
        pthread_mutex_lock(&lock);
        if (!waits || seen != steps || holder == c) continue;
        if (in_call && other->in_call) {
            pass_on(holder, true);
            continue;
        }
        holder = c;
        steps++;
        if (cpu->count < ROOM) cpu->words[cpu->count++] = WORD(STOLEN, 0, 0);
    }
}

/* What the program does. */

static __attribute__((noinline)) void define(Block *block) {
    pthread_mutex_lock(&lock);
    if (block->epoch != epoch) {
        uint64_t words[2 + MOST / 8] = {WORD(DEFINE, 0, (uint64_t)block->count << 32 | block->number), block->pc};
        memcpy(words + 2, block->sizes, block->count);
        put(words, (2 + (block->count + 7) / 8) * sizeof *words);
        block->epoch = epoch;
    }
    pthread_mutex_unlock(&lock);
}
/* Before a block, where it is not the thread's turn or where that is over. */
static __attribute__((noinline)) void change_turns(unsigned c, Cpu *cpu) {
    pthread_mutex_lock(&lock);
    if (cpu->budget <= 0) {
        cpu->budget = quantum;
        if (ringed > 1 || cpu->count > ROOM - SPARE) commit(cpu, false);
        if (ringed > 1) pass_on(c, false);
    } else if (cpu->count > ROOM - SPARE) {
        commit(cpu, false);
    }
    if (holder != (int)c) await_turn(c, cpu);
    pthread_mutex_unlock(&lock);
}
static void on_block(unsigned c, void *data) {
    Block *block = data;
    Cpu *cpu = cpus[c];
    if (__builtin_expect(!cpu || !cpu->thread, 0)) cpu = cpu_of(c);
    if (__builtin_expect(!recording, 0)) return;
    if (__builtin_expect(holder != (int)c || cpu->budget <= 0 || cpu->count > ROOM - SPARE, 0)) change_turns(c, cpu);
    if (__builtin_expect(block->epoch != epoch, 0)) define(block);
    cpu->budget -= block->count;
    cpu->words[cpu->count++] = WORD(BLOCK, 0, block->number);
}
/* Within a block. */
static void add(Cpu *cpu, uint64_t word) {
    if (__builtin_expect(cpu->count >= ROOM - 2, 0)) {
        pthread_mutex_lock(&lock);
        commit(cpu, true);
        pthread_mutex_unlock(&lock);
    }
    cpu->words[cpu->count++] = word;
}
static void on_access(unsigned c, uint32_t what, uint64_t address, void *index) {
    Cpu *cpu = cpus[c];
    if (__builtin_expect(!cpu || !recording, 0)) return;
    address &= address_mask;
    if (__builtin_expect(((address ^ cpu->high) & ~LOW_48) != 0, 0)) {
        cpu->high = address & ~LOW_48;
        add(cpu, WORD(HIGH, 0, address >> 48));
    }
    unsigned tag = ACCESS | (qemu_plugin_mem_is_store(what) ? STORE : 0) | qemu_plugin_mem_size_shift(what) << 11 | (unsigned)(uintptr_t)index;
    add(cpu, (uint64_t)tag << 48 | (address & LOW_48));
}
static void on_sync(unsigned c, void *data) {
    Cpu *cpu = cpus[c];
    if (!cpu || !recording) return;
    uintptr_t what = (uintptr_t)data;
    add(cpu, WORD(SYNC, what & 7, (uint64_t)what >> 3));
}
/* A system call, or the end: what has been recorded is sent, as the process may end or wait in it. With `waits` others have their turns. */
static void leave(unsigned c, Cpu *cpu, uint64_t word, bool waits) {
    pthread_mutex_lock(&lock);
    cpu->words[cpu->count++] = word;
    commit(cpu, false);
    send_out();
    cpu->in_call = true;
    if (waits) {
        pass_on(c, true);
    } else if (holder == (int)c && ringed > 1) { /* the next one looks after it, with less patience */
        int at = 0;
        while (ring[at] != (int)c) at++;
        pthread_cond_signal(&cpus[ring[(at + 1) % ringed]]->wake);
    }
    pthread_mutex_unlock(&lock);
}
static bool waits_for_futex(uint64_t operation) {
    operation &= 0x7f;
    return operation == 0 || operation == 6 || operation == 9 || operation == 11 || operation == 13; /* FUTEX_WAIT, LOCK_PI, ... */
}
static void on_call(plugin_id id, unsigned c, int64_t number, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5,
                    uint64_t a6, uint64_t a7, uint64_t a8) {
    Cpu *cpu = cpu_of(c);
    if (recording) leave(c, cpu, WORD(CALL, 0, (uint32_t)number), number == futex && waits_for_futex(a2));
}
static void on_return(plugin_id id, unsigned c, int64_t number, int64_t result) {
    Cpu *cpu = cpu_of(c);
    cpu->in_call = false;
    if (recording) add(cpu, WORD(RETURN, 0, (uint32_t)number));
}
/* By the thread that creates it, up to QEMU 8.1; by itself in later ones. */
static void on_thread_begin(plugin_id id, unsigned c) { cpu_of(c); }
static void on_thread_end(plugin_id id, unsigned c) {
    Cpu *cpu = c < CPUS ? cpus[c] : NULL;
    if (!cpu || !cpu->thread) return;
    if (recording) leave(c, cpu, WORD(END, 0, 0), true);
    cpu->thread = 0;
}
static void on_process_end(plugin_id id, void *data) {
    pthread_mutex_lock(&lock);
    commit_all();
    send_out();
    pthread_mutex_unlock(&lock);
}

/* A forked process has a connection of its own, and the thread that forked alone. */

static void before_fork(void) {
    pthread_mutex_lock(&lock);
    send_out();
    parent = getpid();
}
static void after_fork(void) { pthread_mutex_unlock(&lock); }
static void in_child(void) {
    pthread_mutex_init(&lock, NULL);
    for (int c = 0; c < CPUS; c++)
        if (cpus[c]) {
            cpus[c]->thread = 0;
            cpus[c]->count = 0;
            cpus[c]->queued = false;
            cpus[c]->in_call = false;
            pthread_condattr_t monotonic;
            pthread_condattr_init(&monotonic);
            pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
            pthread_cond_init(&cpus[c]->wake, &monotonic);
        }
    holder = -1;
    ringed = 0;
    threads = 0;
    out_count = 0;
    epoch++;
    if (!recording) return;
    close(connection);
    if (!open_connection()) _exit(125);
}

/* Which instructions synchronise. */

static uint32_t word_of(const uint8_t *b, bool big) {
    return big ? (uint32_t)b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3] : (uint32_t)b[3] << 24 | b[2] << 16 | b[1] << 8 | b[0];
}
static int sync_x86(const uint8_t *b, size_t size, bool has_rex) {
    bool locked = false;
    size_t i = 0;
    for (; i < size; i++) {
        uint8_t p = b[i];
        if (p == 0xf0) locked = true;
        else if (!(p == 0x66 || p == 0x67 || p == 0xf2 || p == 0xf3 || p == 0x2e || p == 0x36 || p == 0x3e || p == 0x26 || p == 0x64 ||
                   p == 0x65 || (has_rex && (p & 0xf0) == 0x40)))
            break;
    }
    if (locked) return READ_MODIFY_WRITE;
    if (i + 1 < size && (b[i] & 0xfe) == 0x86 && b[i + 1] < 0xc0) return READ_MODIFY_WRITE; /* xchg with memory */
    if (i + 2 < size && b[i] == 0x0f && b[i + 1] == 0xae && b[i + 2] == 0xf0) return FENCE; /* mfence */
    return NO_SYNC;
}
static int sync_mips(uint32_t w) {
    unsigned op = w >> 26, function = w & 63;
    if (op == 0) return function == 15 ? FENCE : NO_SYNC;
    if (op == 0x30 || op == 0x34) return LOAD_LINKED;
    if (op == 0x38 || op == 0x3c) return STORE_CONDITIONAL;
    if (op == 0x1f && (function == 0x36 || function == 0x37)) return LOAD_LINKED; /* Release 6 */
    if (op == 0x1f && (function == 0x26 || function == 0x27)) return STORE_CONDITIONAL;
    return NO_SYNC;
}
static int sync_aarch64(uint32_t w) {
    if ((w & 0x3f000000) == 0x08000000) {
        unsigned size = w >> 30, o2 = w >> 23 & 1, load = w >> 22 & 1, o1 = w >> 21 & 1;
        if (o2) return o1 ? READ_MODIFY_WRITE : NO_SYNC; /* cas; ldar, stlr */
        if (o1 && size < 2) return READ_MODIFY_WRITE;    /* casp */
        return load ? LOAD_LINKED : STORE_CONDITIONAL;
    }
    if ((w & 0x3f200c00) == 0x38200000) return (w & 0xfc00) == 0xc000 ? NO_SYNC : READ_MODIFY_WRITE; /* ldapr; ldadd, swp, ... */
    if ((w & 0xfffff000) == 0xd5033000) return (w >> 5 & 7) == 4 || (w >> 5 & 7) == 5 ? FENCE : NO_SYNC;
    return NO_SYNC;
}
static int sync_arm(const uint8_t *b, size_t size) {
    if (size != 4) return NO_SYNC;
    uint32_t w = word_of(b, false), t = w << 16 | w >> 16; /* of Thumb the first half comes first */
    if ((w & 0x0f900ff0) == 0x01900f90 || (t & 0xfff00f00) == 0xe8500f00 || (t & 0xfff00fc0) == 0xe8d00f40) return LOAD_LINKED;
    if ((w & 0x0f900ff0) == 0x01800f90 || (t & 0xfff00000) == 0xe8400000 || (t & 0xfff00fc0) == 0xe8c00f40) return STORE_CONDITIONAL;
    if ((w & 0xffffffd0) == 0xf57ff050 || (t & 0xffffffd0) == 0xf3bf8f50) return FENCE; /* dmb */
    return NO_SYNC;
}
static int sync_riscv(uint32_t w) {
    if ((w & 0x7f) == 0x2f) return w >> 27 == 2 ? LOAD_LINKED : w >> 27 == 3 ? STORE_CONDITIONAL : READ_MODIFY_WRITE;
    return (w & 0x707f) == 0x0f ? FENCE : NO_SYNC;
}
static int sync_ppc(uint32_t w) {
    if (w >> 26 != 31) return NO_SYNC;
    switch (w >> 1 & 1023) {
    case 20: case 52: case 84: case 116: case 276: return LOAD_LINKED;
    case 150: case 182: case 214: case 694: case 726: return STORE_CONDITIONAL;
    case 598: return FENCE;
    default: return NO_SYNC;
    }
}
static bool is(const char *prefix) { return strncmp(target, prefix, strlen(prefix)) == 0; }
static int sync_of(const uint8_t *b, size_t size) {
    if (is("x86_64") || is("i386")) return sync_x86(b, size, is("x86_64"));
    if (size < 4) return NO_SYNC;
    if (is("mips")) return sync_mips(word_of(b, !strstr(target, "el")));
    if (is("aarch64")) return sync_aarch64(word_of(b, false));
    if (is("arm")) return sync_arm(b, size);
    if (is("riscv")) return sync_riscv(word_of(b, false));
    if (is("ppc")) return sync_ppc(word_of(b, !strstr(target, "le")));
    return NO_SYNC;
}
static int64_t number_of_futex(void) {
    if (is("x86_64")) return 202;
    if (is("mipsn32")) return 6194;
    if (is("mips64")) return 5194;
    if (is("mips")) return 4238;
    if (is("i386") || is("arm")) return 240;
    if (is("ppc")) return 221;
    return is("aarch64") || is("riscv") || is("loongarch") ? 98 : -1;
}
static bool copies_data; /* From version 3 on, the bytes of an instruction are copied. */
static const uint8_t *bytes_of(const struct qemu_plugin_insn *instruction, uint8_t *room, size_t size) {
    if (!copies_data) return qemu_plugin_insn_data(instruction, NULL, 0);
    qemu_plugin_insn_data(instruction, room, size);
    return room;
}

static void on_translation(plugin_id id, struct qemu_plugin_tb *tb) {
    size_t count = qemu_plugin_tb_n_insns(tb);
    if (count == 0 || count > MOST) return;
    Block *block = calloc(1, sizeof *block + count);
    if (!block) _exit(125);
    block->pc = qemu_plugin_insn_vaddr(qemu_plugin_tb_get_insn(tb, 0)) & address_mask;
    block->count = count;
    for (size_t i = 0; i < count; i++) {
        struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(tb, i);
        size_t size = qemu_plugin_insn_size(instruction);
        uint8_t room[32] = {0};
        block->sizes[i] = size;
        int sync = size > sizeof room ? NO_SYNC : sync_of(bytes_of(instruction, room, size), size);
        if (sync != NO_SYNC) qemu_plugin_register_vcpu_insn_exec_cb(instruction, on_sync, NO_REGISTERS, (void *)(uintptr_t)(i << 3 | sync));
        qemu_plugin_register_vcpu_mem_cb(instruction, on_access, NO_REGISTERS, READS_AND_WRITES, (void *)(uintptr_t)i);
    }
    pthread_mutex_lock(&lock);
    block->number = next_number++;
    block->next = blocks;
    blocks = block;
    pthread_mutex_unlock(&lock);
    qemu_plugin_register_vcpu_tb_exec_cb(tb, on_block, NO_REGISTERS, block);
}
/* QEMU's translations are thrown away, while all threads stand still. */
static void on_flush(plugin_id id) {
    pthread_mutex_lock(&lock);
    commit_all();
    uint64_t word = WORD(FORGET, 0, 0);
    put(&word, sizeof word);
    while (blocks) {
        Block *next = blocks->next;
        free(blocks);
        blocks = next;
    }
    next_number = 0;
    pthread_mutex_unlock(&lock);
}

EXPORT int qemu_plugin_install(plugin_id id, const qemu_info *info, int argc, char **argv) {
    for (int i = 0; i < argc; i++) {
        if (strncmp(argv[i], "port=", 5) == 0) port = atoi(argv[i] + 5);
        else if (strncmp(argv[i], "quantum=", 8) == 0) quantum = atoll(argv[i] + 8);
        else {
            fprintf(stderr, "disco: unknown argument %s of the plugin\n", argv[i]);
            return 1;
        }
    }
    if (info->system_emulation || port <= 0 || quantum <= 0) {
        fprintf(stderr, "disco: the plugin is for QEMU's user emulation, with port=N\n");
        return 1;
    }
    copies_data = info->version.cur >= 3;
    strncpy(target, info->target_name, sizeof target - 1);
    if (!strstr(target, "64") && strcmp(target, "alpha") != 0 && strcmp(target, "s390x") != 0) address_mask = UINT32_MAX;
    futex = number_of_futex();
    parent = getppid();
    if (!open_connection()) {
        fprintf(stderr, "disco: cannot connect to port %d: %s\n", port, strerror(errno));
        return 1;
    }
    pthread_atfork(before_fork, after_fork, in_child);
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
    qemu_plugin_register_vcpu_init_cb(id, on_thread_begin);
    qemu_plugin_register_vcpu_exit_cb(id, on_thread_end);
    qemu_plugin_register_vcpu_syscall_cb(id, on_call);
    qemu_plugin_register_vcpu_syscall_ret_cb(id, on_return);
    qemu_plugin_register_flush_cb(id, on_flush);
    qemu_plugin_register_atexit_cb(id, on_process_end, NULL);
    return 0;
}
