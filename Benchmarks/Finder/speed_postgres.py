"""One query at a time on PostgreSQL with pg_trgm, in a cluster of its own in a temporary folder on a local socket."""
import csv, datetime, glob, os, pwd, shutil, subprocess, tempfile, time
from pathlib import Path


SCORE = """(similarity(full_name, %(n)s) + case when d is null or %(d)s::date is null then 0 when d = %(d)s then .6
    when d = %(s)s then .4 when extract(doy from d) between extract(doy from %(d)s::date) - 1 and extract(doy from %(d)s::date) + 1
      and abs(extract(year from d) - extract(year from %(d)s::date)) <= 4 then .35
    when date_trunc('month', d) = date_trunc('month', %(d)s::date) then .3
    when date_trunc('year', d) = date_trunc('year', %(d)s::date) then .15 else 0 end
    + case when postcode = %(p)s then .3 else 0 end)"""
STRATEGIES = [
    ("exact blocking (birth, postcode)", False, ["set enable_seqscan = off"],
     f"select rec_id from c where d in (%(d)s, %(s)s) or postcode = %(p)s order by {SCORE} desc limit 10"),
    ("union of birth and trigrams", True, ["set pg_trgm.similarity_threshold = 0.5"],
     f"""with k as (select rec_id, full_name, d, postcode from c where d = %(d)s or d = %(s)s
       union select rec_id, full_name, d, postcode from c where full_name %% %(n)s)
       select rec_id from k order by {SCORE} desc limit 10"""),
]


def command(folder, *arguments):
    """PostgreSQL refuses to run as root."""
    user = pwd.getpwnam("postgres").pw_name if os.geteuid() == 0 else None
    subprocess.run(arguments, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)


def measure(folder, asked, slow):
    """(strategy, p50 and p99 in ms, recall@10, recall@1, queries) for each strategy."""
    import psycopg
    binaries = Path(sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1])
    home = Path(tempfile.mkdtemp(prefix="finder-pg-"))
    if os.geteuid() == 0:
        shutil.chown(home, "postgres", "postgres")
    settings = ("shared_buffers=2GB maintenance_work_mem=1GB fsync=off jit=off listen_addresses='' autovacuum=off "
                f"max_parallel_workers_per_gather=0 unix_socket_directories='{home}'")
    options = " ".join(f"-c {s}" for s in settings.split(" "))
    try:
        command(home, binaries / "initdb", "-D", home / "data", "-U", "bench", "-A", "trust", "-E", "UTF8", "--no-sync")
        command(home, binaries / "pg_ctl", "-D", home / "data", "-w", "-o", options, "-l", home / "log", "start")
        with psycopg.connect(host=str(home), user="bench", dbname="postgres", autocommit=True) as con:
            load(con, folder)
            con.prepare_threshold = 1
            for name, is_slow, before, query in STRATEGIES:
                for statement in before:
                    con.execute(statement)
                yield (name, *ask(con, query, asked[:: max(1, len(asked) // slow)][:slow] if is_slow else asked))
                con.execute("reset enable_seqscan")
    finally:
        subprocess.run([binaries / "pg_ctl", "-D", home / "data", "-m", "immediate", "stop"], stdout=subprocess.DEVNULL,
                       user="postgres" if os.geteuid() == 0 else None, cwd=home)
        shutil.rmtree(home, ignore_errors=True)


def load(con, folder):
    con.execute("create extension pg_trgm")
    con.execute("create table c (rec_id text, full_name text, d date, postcode text)")
    with con.cursor() as cur, cur.copy("copy c from stdin") as copy, open(folder / "a.csv") as f:
        for r in csv.DictReader(f):
            name = (r["first_name"] + " " + r["surname"]).lower()
            copy.write_row((r["rec_id"], name, r["dob"] or None, r["postcode"] or None))
    con.execute("create index on c using gin (full_name gin_trgm_ops)")
    con.execute("create index on c (d)")
    con.execute("create index on c (postcode)")
    con.execute("vacuum analyze c")


def swapped(day):
    try:
        return day.replace(month=day.day, day=day.month) if day else None
    except ValueError:
        return day


def ask(con, query, asked):
    times, tens, ones = [], 0, 0
    for number, (record, answer) in enumerate(asked):
        day = datetime.date.fromisoformat(record["dob"]) if record["dob"] else None
        values = dict(n=(record["first_name"] + " " + record["surname"]).lower(), d=day, s=swapped(day), p=record["postcode"] or None)
        if number < 20:
            con.execute(query, values).fetchall()
        begun = time.perf_counter()
        found = [r[0] for r in con.execute(query, values).fetchall()]
        times.append((time.perf_counter() - begun) * 1000)
        tens += answer in found
        ones += found[:1] == [answer]
    times.sort()
    n = len(times)
    return times[n // 2], times[int(n * .99)], tens / n, ones / n, n
