#!/bin/sh
# A job array without Dask: sbatch --array=1-4 array.sh FILE STORE
# Submit it again after jobs were cancelled or ran out of time: what is done is done.
# Nodes without a common disk: sbatch --array=1-4 array.sh FILE STORE apart; then simalign merge STORE-1 STORE-2 ... --out STORE
#SBATCH --job-name=simalign
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --time=00:30:00
store="$2"
if [ "$3" = apart ]; then
  store="$2-$SLURM_ARRAY_TASK_ID"
  set -- "$1" --chunk 100 # all jobs must divide the sweep alike
else
  set -- "$1"
fi
exec simalign sweep "$@" --out "$store" --workers 1 --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT"
