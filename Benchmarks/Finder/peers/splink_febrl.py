"""FEBRL with Splink: splink_febrl.py A.csv [B.csv] OUT.csv. Linked are pairs of a probability of at least 0.5."""
import logging, sys, warnings
warnings.filterwarnings("ignore")
import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from tables import read, write

logging.getLogger("splink").setLevel(logging.ERROR)
*files, out = sys.argv[1:]
connection = duckdb.connect()
connection.execute("SET threads=2")
api = DuckDBAPI(connection)
tables = [api.register(read(f).rename_axis("unique_id").reset_index(), dataset_display_name=n)
          for f, n in zip(files, "ab")]
settings = SettingsCreator(
    link_type="link_only" if len(files) == 2 else "dedupe_only",
    comparisons=[
        cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
        cl.NameComparison("surname").configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]), cl.ExactMatch("street_number"),
        cl.JaroWinklerAtThresholds("address_1", [0.95, 0.85]), cl.JaroWinklerAtThresholds("suburb", [0.95, 0.85]),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]), cl.ExactMatch("state")],
    blocking_rules_to_generate_predictions=[
        block_on("given_name", "surname"), block_on("date_of_birth"), block_on("postcode", "surname"),
        block_on("postcode", "given_name"), block_on("address_1", "street_number"), block_on("surname", "street_number"),
        block_on("given_name", "suburb"), block_on("address_2", "suburb")],
    retain_matching_columns=False)
linker = Linker(tables if len(tables) > 1 else tables[0], settings)
training = linker.training
training.estimate_probability_two_random_records_match([block_on("given_name", "surname", "date_of_birth")], recall=0.5)
training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
training.estimate_parameters_using_expectation_maximisation(block_on("date_of_birth"))
training.estimate_parameters_using_expectation_maximisation(block_on("postcode"))
found = linker.inference.predict(threshold_match_weight=-20).as_pandas_dataframe()
first = set(read(files[0]).index)
rows = []
for a, b, weight in zip(found.unique_id_l, found.unique_id_r, found.match_weight):
    if len(files) == 2 and a not in first:
        a, b = b, a
    rows.append((a, b, weight, weight >= 0))
write(out, rows)
