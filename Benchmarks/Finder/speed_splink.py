"""Links two generated rolls with Splink on DuckDB: speed_splink.py FOLDER base|tuned

Prints precision, recall and F1 one to one (mutual best) at the threshold that is best by the truth, which favours Splink.
The model is ours, not its authors'; `tuned` adds levels and rules for swapped, middle and double-barrelled names.
"""
import json, os, sys
import duckdb, splink.comparison_library as cl, splink.comparison_level_library as cll
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

folder, mode = sys.argv[1], sys.argv[2]
tuned = mode == "tuned"
con = duckdb.connect()
con.execute(f"set threads={os.cpu_count()}")
texts = "first_name middle_name surname known_as house street school".split()
for name in "ab":
    columns = ", ".join(f"nullif(lower({c}), '') {c}" for c in texts)
    con.execute(f"""create table t{name} as select rec_id unique_id, {columns}, nullif(dob, '') dob, nullif(sex, '') sex,
        nullif(postcode, '') postcode from read_csv('{folder}/{name}.csv', header=true, all_varchar=true)""")
api = DuckDBAPI(con)
rolls = [api.register(con.table(f"t{n}"), dataset_display_name=n) for n in "ab"]


def levels(column, *conditions):
    return cl.CustomComparison(output_column_name=column, comparison_levels=[
        cll.NullLevel(column), *(c if not isinstance(c, str) else cll.CustomLevel(c, c) for c in conditions), cll.ElseLevel()])


birth = levels(
    "dob", cll.ExactMatchLevel("dob"),
    "substr(dob_l,1,4)=substr(dob_r,1,4) and substr(dob_l,6,2)=substr(dob_r,9,2) and substr(dob_l,9,2)=substr(dob_r,6,2)",
    "substr(dob_l,6)=substr(dob_r,6) and abs(cast(substr(dob_l,1,4) as int)-cast(substr(dob_r,1,4) as int))<=4",
    "substr(dob_l,1,7)=substr(dob_r,1,7)",
    "substr(dob_l,1,4)=substr(dob_r,1,4) and (substr(dob_l,9)=substr(dob_r,9) or substr(dob_l,6)='01-01' or substr(dob_r,6)='01-01')")
home = cl.CustomComparison(output_column_name="addr", comparison_levels=[
    cll.CustomLevel("postcode_l is null or postcode_r is null", "null").configure(is_null_level=True),
    cll.CustomLevel("postcode_l=postcode_r and house_l=house_r", "address"),
    cll.CustomLevel("postcode_l=postcode_r", "postcode"),
    cll.CustomLevel("house_l=house_r and jaro_winkler_similarity(street_l,street_r)>0.9", "house and street"),
    cll.CustomLevel("split_part(postcode_l,' ',1)=split_part(postcode_r,' ',1)", "district"), cll.ElseLevel()])


def name(column, swap, more):
    alike = [cll.CustomLevel(f"jaro_winkler_similarity({column}_l, {column}_r) >= {t}", f"alike {t}") for t in (.92, .86, .7)]
    return levels(column, cll.ExactMatchLevel(column, term_frequency_adjustments=True), swap, more, *alike,
                  *(["substr(first_name_l,1,1)=substr(first_name_r,1,1)"] if column == "first_name" else []))


if tuned:
    swap = "first_name_l = surname_r and surname_l = first_name_r"
    given = name("first_name", swap, "first_name_l=known_as_r or known_as_l=first_name_r or first_name_l=middle_name_r or "
                 "middle_name_l=first_name_r or split_part(first_name_l,' ',1)=split_part(first_name_r,' ',1)")
    family = name("surname", swap, "len(list_intersect(string_split(replace(surname_l,'-',' '),' '), "
                  "string_split(replace(surname_r,'-',' '),' '))) > 0")
else:
    given = cl.NameComparison("first_name").configure(term_frequency_adjustments=True)
    family = cl.NameComparison("surname").configure(term_frequency_adjustments=True)
rules = [block_on("dob", x) for x in ("surname", "first_name", "postcode", "substr(first_name,1,3)", "substr(surname,1,3)")]
rules += [block_on("postcode", "first_name"), block_on("postcode", "surname"),
          block_on("first_name", "surname", "substr(dob,6,5)"), block_on("first_name", "surname", "substr(dob,1,4)"),
          "l.dob = r.dob and l.first_name = r.surname"]
if tuned:
    rules += [block_on("postcode", "house"), block_on("first_name", "surname", "school"),
              block_on("first_name", "middle_name", "surname"), block_on("first_name", "surname", "split_part(postcode,' ',1)"),
              "l.dob = r.dob and l.surname = r.first_name", "l.dob = r.dob and l.middle_name = r.first_name",
              "l.dob = r.dob and l.first_name = r.middle_name", block_on("dob", "school"),
              block_on("dob", "sex", "substr(first_name,1,1)", "substr(surname,1,1)"),
              block_on("substr(dob,6,5)", "surname", "postcode"), block_on("postcode", "school", "substr(first_name,1,2)")]
settings = SettingsCreator(
    link_type="link_only", blocking_rules_to_generate_predictions=rules, max_iterations=15,
    retain_matching_columns=False, retain_intermediate_calculation_columns=False,
    comparisons=[given, family,
                 levels("middle_name", cll.ExactMatchLevel("middle_name"), cll.JaroWinklerLevel("middle_name", .88)),
                 birth, cl.ExactMatch("sex"), home, cl.JaroWinklerAtThresholds("school", [.95, .88])])
linker = Linker(rolls, settings)
linker.training.estimate_probability_two_random_records_match([block_on("first_name", "surname", "dob")], recall=.6)
linker.training.estimate_u_using_random_sampling(max_pairs=5e6)
for rule in (block_on("dob", "first_name"), block_on("first_name", "surname", "postcode"), block_on("dob", "surname")):
    linker.training.estimate_parameters_using_expectation_maximisation(rule)
pairs = linker.inference.predict(threshold_match_weight=-8).physical_name
con.execute(f"create table truth as select * from read_csv('{folder}/truth.csv', header=true, all_varchar=true)")
con.execute(f"""create table pr as select case when unique_id_l like 'A%' then unique_id_l else unique_id_r end a,
    case when unique_id_l like 'A%' then unique_id_r else unique_id_l end b, match_weight w from {pairs}""")
true = con.execute("select count(*) from truth").fetchone()[0]
best = con.execute(f"""with ranked as (select *, row_number() over (partition by a order by w desc) ra,
      row_number() over (partition by b order by w desc) rb from pr),
    links as (select r.w, (t.id_a is not null)::int y from ranked r left join truth t on t.id_a = r.a and t.id_b = r.b
      where ra = 1 and rb = 1),
    sums as (select w, sum(y) over (order by w desc rows unbounded preceding) right_, row_number() over (order by w desc) n from links)
    select right_ / n, right_ / {true}::double, 2 * right_ / (n + {true}::double) f from sums order by f desc limit 1""").fetchone()
print(json.dumps(dict(precision=best[0], recall=best[1], f1=best[2])))
