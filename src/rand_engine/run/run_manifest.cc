#include "rand_engine/run/run_manifest.h"

#include <utility>

#include "rand_engine/report.h"
#include "rand_engine/run/run_setup.h"
#include "rand_engine/version.h"

namespace rand_engine {

ManifestRecord MakeManifestRecord(const RunRequest& request, const OutputPlan& output) {
  ManifestRecord::Options options;
  options.wanted = output.manifest;
  options.append = output.mode == WriteMode::kAppend;
  options.takes_in_others = request.output.resumes;
  options.stop_token = request.stop_token;
  return {request.file_system, options};
}

void DescribeSource(const RunRequest& request, const Plan& plan, const OutputPlan& output,
                    ManifestRecord* record) {
  if (!record->wanted()) return;
  WriteReport provenance;
  FillProvenance(request, plan, output, &provenance);
  ManifestRun run{.engine_version = kVersion,
                  .data_version = provenance.data_version,
                  .spec = request.spec.json(),
                  .spec_sha256 = provenance.spec_sha256,
                  .seed = provenance.seed,
                  .format = provenance.format,
                  .compression = provenance.compression,
                  .codec_version = provenance.codec_version,
                  .tzdata_version = provenance.tzdata_version};
  record->SetSource(std::move(run), std::move(provenance.now));
}

}  // namespace rand_engine
