"""Pictures that the merchant uploads: made anew on arrival, kept below the data folder."""
