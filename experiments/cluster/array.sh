#!/bin/sh
# A job array without Dask: sbatch --array=1-4 array.sh FILE STORE
# Submit it again after jobs were cancelled or ran out of time: what is done is done.
#SBATCH --job-name=simalign
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --time=00:30:00
exec simalign sweep "$1" --out "$2" --workers 1 --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT"
